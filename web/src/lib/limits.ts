/** Limits of the product page, for hints and fields; the server has the last word. */
export const NAME_MAX = 80;
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
/** Of a message, in Unicode scalar values. */
export const BODY_MAX = 10_000;
export const BIO_MAX = 200;
