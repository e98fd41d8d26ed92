"""What is unusual enough to be told: judged at night, without Streamlit."""
