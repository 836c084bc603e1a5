/** Client certificate: what a gateway proves itself by in TLS, besides its password. */
export interface ClientCertificate {
  /** PEM, both. */
  readonly cert: string;
  readonly key: string;
}
