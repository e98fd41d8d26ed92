"""What `streamlit run` opens."""

from dashboard.shell import main

main()
