"""How each subcommand is typed: shown in help, in refusals and by Slack itself."""

IMPORT = "import [30d | FROM..TO | NUMBER... | problems] [preview]"
WHY = "why NUMBER"
PDF = "pdf [NUMBER | all]"
INVITE = "invite NUMBER"
SKIP = "skip NUMBER [REASON] [until DATE] | skip NUMBER back"
ALERTS = "alerts"
INVOICES = "invoices [waiting|problems|imported]"
STATUS = "status"
SUPPORT = "support NUMBER"
PROOF = "proof [YYYY-MM]"
CONNECT = "connect"
SETTINGS = (
    "settings [alert REASON alert|digest|silent | digest HH:MM | automatic on|off]"
)
HELP = "help [reasons]"
