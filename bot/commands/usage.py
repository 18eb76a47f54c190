"""How each subcommand is typed: shown in help, in refusals and by Slack itself."""

IMPORT = "import [30d | FROM..TO | NUMBER... | problems] [preview]"
WHY = "why NUMBER"
PDF = "pdf [NUMBER | all]"
INVITE = "invite NUMBER"
ALERTS = "alerts"
STATUS = "status"
PROOF = "proof [YYYY-MM]"
CONNECT = "connect"
SETTINGS = (
    "settings [alert REASON alert|digest|silent | digest HH:MM | automatic on|off]"
)
HELP = "help [reasons]"
