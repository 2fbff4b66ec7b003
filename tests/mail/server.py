"""A real mail server, Debian's python3-aiosmtpd, for tests: keeps each mail as a line of JSON in a file.

    server.py FILE CERT KEY      prints its port; takes mail over STARTTLS only
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Keeping:
    async def handle_DATA(self, server, session, envelope):
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": envelope.content.decode()}
        with open(sys.argv[1], "a", encoding="utf-8") as file:
            file.write(json.dumps(mail) + "\n")
        return "250 kept"


async def serve():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Keeping(), tls_context=context, require_starttls=True, loop=loop), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
