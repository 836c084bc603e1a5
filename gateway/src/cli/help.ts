/** Help: what `sighej-gateway --help` prints. */
import { CONFIG_PATH } from "./arguments.ts";

export const HELP = `sighej-gateway: hears Bluetooth adverts and tells the venue's broker which tokens it heard.

  sighej-gateway enrol LINK                trade a claim code for this gateway's credential; the
                                           link is what staff were given: https://…/enrol#CODE
      CODE --server URL    instead of a link
      --file FILE          the first-boot file with that link, which is deleted afterwards
      --ca FILE        authority of the server's certificate, PEM, where it is not a public one
      --board          the code is an ESP32 board's, which this gateway is to listen to
      --force          replace the enrolment that is here
  sighej-gateway run                       scan and send until told to stop (what the unit runs)
  sighej-gateway doctor [--json]           check every precondition; exit 1 if one fails
  sighej-gateway status [--json]           what the running gateway says of itself
  sighej-gateway scan [--no-colour]        what it hears now, live; q ends it
  sighej-gateway --version

  --config FILE    instead of ${CONFIG_PATH}

Every key of the file can be set in the environment too; docs/gateway.md lists them.
Exit codes: 0 done, 1 something failed and the line says what, 2 the command or the
configuration is wrong.`;
