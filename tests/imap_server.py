"""A small IMAP server for tests, in a process of its own: `python imap_server.py FOLDER`.

FOLDER holds `1.eml`, `2.eml`… (the numbers are the UIDs) and `uidvalidity`. The port is written to `port`, every
command received, passwords included, to `commands`: a test reads there that nothing was changed. It serves what
RFC 3501 asks of a folder opened for reading: LOGIN, AUTHENTICATE, SELECT, EXAMINE, UID SEARCH, UID FETCH, LOGOUT.
"""

import base64
import re
import socketserver
import sys
from datetime import date, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

USER = "veille"
PASSWORD = 'mot de "passe" et \\'
ACCENTED = "mot de passe à « guillemets »"
MAILBOX = "INBOX/Revue &AOk- &- co"  # « INBOX/Revue é & co » as IMAP writes it


class Session(socketserver.StreamRequestHandler):
    """One client's conversation."""

    folder: Path
    is_open = False

    def handle(self) -> None:
        """Greets, then answers line by line."""
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            with (self.folder / "commands").open("ab") as log:
                log.write(line)
            tag, _, command = line.strip().partition(b" ")
            name, _, rest = command.partition(b" ")
            act = getattr(self, f"do_{name.decode().lower()}", None)
            refusal = act(rest.decode("utf-8")) if act else "BAD unknown command"
            self.say(tag + b" " + (refusal or "OK done").encode())
            if name.upper() == b"LOGOUT":
                return

    def do_capability(self, rest: str) -> None:
        self.say(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN")

    def do_logout(self, rest: str) -> None:
        self.say(b"* BYE")

    def do_login(self, rest: str) -> str | None:
        given = _arguments(rest)
        return None if given == [USER, PASSWORD] else f"NO wrong password {given[-1]}"

    def do_authenticate(self, rest: str) -> str | None:
        self.say(b"+ ")
        given = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return None if given == ["", USER, ACCENTED] else f"NO wrong password {given[-1]}"

    def do_select(self, rest: str) -> str | None:
        if _arguments(rest) != [MAILBOX]:
            return "NO no such mailbox"
        self.is_open = True
        self.say(b"* FLAGS (\\Seen)")
        self.say(b"* %d EXISTS" % len(self.uids()))
        self.say(b"* OK [UIDVALIDITY " + (self.folder / "uidvalidity").read_bytes().strip() + b"] valid")
        return None

    do_examine = do_select

    def do_uid(self, rest: str) -> str | None:
        """UID SEARCH SINCE … and UID FETCH n (…)."""
        if not self.is_open:
            return "BAD no folder"
        fetch = re.fullmatch(r"FETCH (\d+) \((.*)\)", rest, re.IGNORECASE)
        if fetch:
            self.fetch(int(fetch[1]), fetch[2])
            return None
        since = datetime.strptime(rest.split()[-1], "%d-%b-%Y").date()
        self.say(b"* SEARCH " + b" ".join(b"%d" % uid for uid in self.uids() if self.sent_on(uid) >= since))
        return None

    def fetch(self, uid: int, what: str) -> None:
        path = self.folder / f"{uid}.eml"
        raw = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if path.exists() else b""
        if "BODY.PEEK[]" in what:
            self.literal(uid, b"BODY[]", raw)
            return
        declared = self.folder / f"{uid}.size"
        size = declared.read_bytes().strip() if declared.exists() else b"%d" % len(raw)
        head = raw.split(b"\r\n\r\n")[0] + b"\r\n"
        fields = re.findall(rb"(?im)^(?:message-id|subject|date|from):.*(?:\r\n[ \t].*)*\r\n", head)
        name = b"BODY[HEADER.FIELDS (MESSAGE-ID SUBJECT DATE FROM)]"
        self.literal(uid, b"RFC822.SIZE " + size + b" " + name, b"".join(fields) + b"\r\n")

    def literal(self, uid: int, name: bytes, body: bytes) -> None:
        """An answer that holds bytes."""
        self.wfile.write(b"* %d FETCH (UID %d %s {%d}\r\n" % (uid, uid, name, len(body)) + body + b")\r\n")

    def uids(self) -> list[int]:
        return sorted(int(path.stem) for path in self.folder.glob("*.eml"))

    def sent_on(self, uid: int) -> date:
        message = message_from_bytes((self.folder / f"{uid}.eml").read_bytes(), policy=policy.compat32)
        return parsedate_to_datetime(message["Date"]).date()

    def say(self, line: bytes) -> None:
        """One line."""
        self.wfile.write(line + b"\r\n")


def _arguments(command: str) -> list[str]:
    """The words of a command, quoted ones opened."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', command)
    return [plain or re.sub(r"\\(.)", r"\1", quoted) for quoted, plain in found]


def main() -> None:
    """Serves until killed."""
    Session.folder = Path(sys.argv[1])
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        partial = Session.folder / "port.new"
        partial.write_text(str(server.server_address[1]))
        partial.rename(Session.folder / "port")
        server.serve_forever()


if __name__ == "__main__":
    main()
