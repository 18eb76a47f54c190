"""The customers of the demo's company."""

from __future__ import annotations

from sandbox.teamleader import TeamleaderStandIn

COMPANIES: dict[str, dict[str, str]] = {
    "vlinder": {
        "name": "Brouwerij De Vlinder BV", "email": "info@devlinder.example",
        "invoicing_email": "boekhouding@devlinder.example",
        "vat_number": "BE 0123.456.749", "street": "Vlasmarkt 8",
        "postal_code": "9000", "city": "Gent", "language": "nl",
    },
    "zonneveld": {
        "name": "Bakkerij Zonneveld & Zonen", "email": "bakkerij@zonneveld.example",
        "vat_number": "BE0999123456", "street": "Molenweg 12",
        "postal_code": "9300", "city": "Aalst", "language": "nl",
    },
    "cafe": {
        "name": "Café « Chez Éloïse »", "email": "eloise@cafe-eloise.example",
        "vat_number": "BE0888.777.666", "street": "Rue Neuve 14",
        "postal_code": "1000", "city": "Bruxelles", "language": "fr",
    },
    "fromagerie": {
        "name": "Fromagerie Lefèvre SRL", "email": "compta@lefevre.example",
        "invoicing_email": "factures@lefevre.example", "vat_number": "BE0777666555",
        "street": "Chaussée de Namur 201", "postal_code": "5030", "city": "Gembloux",
        "language": "fr",
    },
    "lang": {
        "name": "Coöperatieve Vereniging voor Duurzame Koeling, Ventilatie en "
        "Warmterecuperatie in de Vlaamse Zuivelnijverheid",
        "email": "secretariaat@cvkoeling.example", "vat_number": "BE0666555444",
        "street": "Industrieweg-Noord 118 bus 0204", "postal_code": "2880",
        "city": "Bornem", "language": "nl",
    },
    "schouten": {
        "name": "Schouten Koudetechniek B.V.",
        "email": "administratie@schouten.example",
        "vat_number": "NL 8123.45.678.B01", "street": "Havenstraat 3",
        "postal_code": "4531 EP", "city": "Terneuzen", "country": "NL",
        "language": "nl",
    },
    "weingut": {
        "name": "Weingut Müller-Thürgau GmbH", "email": "buero@mueller.example",
        "vat_number": "DE 123 456 789", "street": "Am Bächle 7",
        "postal_code": "54290", "city": "Trier", "country": "DE", "language": "de",
    },
    "zwijger": {
        "name": "Slagerij De Zwijger", "vat_number": "BE0555444333",
        "street": "Dorpsplein 1", "postal_code": "3000", "city": "Leuven",
        "language": "nl",
    },
    "naamloos": {
        "name": " ", "email": "wie@weet.example", "street": "Onbekendlaan 0",
        "postal_code": "8000", "city": "Brugge", "language": "nl",
    },
    "verdwenen": {
        "name": "Failliet & Co", "email": "curator@failliet.example",
        "street": "Kaai 9", "postal_code": "2000", "city": "Antwerpen",
        "language": "nl",
    },
}  # fmt: skip

PEOPLE: dict[str, tuple[str, str, dict[str, str]]] = {
    "lotte": ("Lotte", "Peeters", {
        "email": "lotte.peeters@mail.example", "mobile": "+32 470 55 01 99",
        "street": "Kersenlaan 21 bus 3", "postal_code": "2600", "city": "Antwerpen",
    }),
    "francois": ("François", "Delépine", {
        "email": "François Delépine <f.delepine@poste.example>",
        "street": "Rue de l’Église 5",
        "postal_code": "7000", "city": "Mons", "language": "fr",
    }),
    "noor": ("Noor", "van den Broeck-El Amrani", {
        "email": "noor@mail.example; broer@mail.example", "street": "Stationsstraat 44",
        "postal_code": "9100", "city": "Sint-Niklaas",
    }),
    "jef": ("Jef", "D’Hondt", {
        "email": "jef(at)oudepost", "street": "Veldstraat 2", "postal_code": "8500",
        "city": "Kortrijk",
    }),
}  # fmt: skip

ORDINARY = (
    "vlinder", "zonneveld", "cafe", "fromagerie", "lang", "schouten", "weingut",
    "lotte", "francois", "noor",
)  # fmt: skip


def introduce(teamleader: TeamleaderStandIn) -> dict[str, str]:
    """Add everybody to Teamleader; returns their ids by short name."""
    ids: dict[str, str] = {}
    for key, company in COMPANIES.items():
        details = {name: value for name, value in company.items() if name != "name"}
        ids[key] = teamleader.add_company(company["name"], **details)  # type: ignore[arg-type]
    for key, (first, last, details) in PEOPLE.items():
        ids[key] = teamleader.add_contact(first, last, **details)  # type: ignore[arg-type]
    return ids
