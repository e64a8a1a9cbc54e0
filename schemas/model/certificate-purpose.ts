/**
 * What a certificate (数字证书) of the federation may be used for, each with its extended key usage:
 * RFC 5280, section 4.2.1.12. A certificate carries exactly one of them.
 *
 * The two TLS purposes are IANA's. The others lie under the enterprise number that RFC 5612 keeps for
 * documentation, because this project owns none: whoever runs it with real certificates replaces
 * {@link ARC} by an arc of his own, in this one place.
 */
const ARC = '1.3.6.1.4.1.32473.31'

export const CERTIFICATE_PURPOSES = {
  /** Signs electronic licences (电子营业执照签发). */
  LICENCE_SIGNER: `${ARC}.1`,
  /** Signs status lists of licences and grants (状态列表签发). */
  STATUS_LIST_SIGNER: `${ARC}.2`,
  /** Signs grants: which agency may see what for which purpose (授权签发). */
  GRANT_SIGNER: `${ARC}.3`,
  /** Signs the gateway's licence receipts (核验回执签发). */
  RECEIPT_SIGNER: `${ARC}.4`,
  /** Signs the gateway's promises and checkpoints of the federation log (存证签发). */
  LOG_SIGNER: `${ARC}.5`,
  /** An agency (机关) signs in: id-kp-clientAuth. */
  AGENCY_CLIENT: '1.3.6.1.5.5.7.3.2',
  /** A registry (登记系统) or the gateway answers TLS: id-kp-serverAuth. */
  TLS_SERVER: '1.3.6.1.5.5.7.3.1',
} as const

export type CertificatePurpose = keyof typeof CERTIFICATE_PURPOSES

/** For messages. */
export const CERTIFICATE_PURPOSE_NAMES: Readonly<Record<CertificatePurpose, string>> = {
  LICENCE_SIGNER: '电子营业执照签发',
  STATUS_LIST_SIGNER: '状态列表签发',
  GRANT_SIGNER: '授权签发',
  RECEIPT_SIGNER: '核验回执签发',
  LOG_SIGNER: '存证签发',
  AGENCY_CLIENT: '机关登录',
  TLS_SERVER: '服务端加密连接',
}

export function isCertificatePurpose(value: string): value is CertificatePurpose {
  return Object.hasOwn(CERTIFICATE_PURPOSES, value)
}
