"""Connecting to an address does not do away with the certificate of the name."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from core.adapters.teamleader.hosts import AllowedHosts
from core.adapters.teamleader.links import LinkFetcher
from core.domain.document import DocumentProblem, Pdf
from sandbox.teamleader.pdf import make_pdf

PDF = make_pdf(["Factuur"])


def certificate(folder: Path, host: str) -> Path:
    """Write a certificate for a host, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    place = folder / f"{host}.pem"
    place.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    return place


@asynccontextmanager
async def server(certificate: Path) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + PDF)
        await writer.drain()
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await listening.wait_closed()


async def here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.mark.parametrize(
    ("shown", "trusted", "found"),
    [
        ("cdn.example", True, Pdf(PDF)),
        ("other.example", True, DocumentProblem.UNREACHABLE),
        ("cdn.example", False, DocumentProblem.UNREACHABLE),
    ],
    ids=["of-the-host", "of-another", "of-nobody-known"],
)
async def test_only_a_server_with_the_certificate_of_the_name_is_believed(
    tmp_path: Path, shown: str, trusted: bool, found: Pdf | DocumentProblem
) -> None:
    written = certificate(tmp_path, shown)
    known = ssl.create_default_context(cafile=written if trusted else None)
    transport = httpx.AsyncHTTPTransport(verify=known, trust_env=False)
    async with server(written) as port:
        allowed = AllowedHosts(f"https://cdn.example:{port}", resolve=here)
        async with LinkFetcher(allowed, transport=transport) as links:
            assert await links.fetch(f"https://cdn.example:{port}/one", 5) == found
