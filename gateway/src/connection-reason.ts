/**
 * Connection reason: what Node and OpenSSL call the ways in which a connection fails, as the end of a
 * sentence that begins with the server's address, and says what to do. Pure.
 */

export function connectionReason(code: unknown): string {
  switch (code) {
    case "ECONNREFUSED":
      return "refuses connections; is it running, and is that its port?";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "is not known by that name; check the name and this machine's DNS";
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "UND_ERR_CONNECT_TIMEOUT":
      return "cannot be reached; check the network and firewalls";
    case "CERT_HAS_EXPIRED":
    case "CERT_NOT_YET_VALID":
      return `has a certificate that is not valid now (${code}); check its date and this machine's clock`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "has a certificate for another name; use the name that the certificate is for";
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return "has a certificate of an authority that is not trusted here; give the authority's with --ca";
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return "does not speak TLS on that port; check scheme and port";
    default:
      return `cannot be reached (${String(code ?? "no reason given")})`;
  }
}
