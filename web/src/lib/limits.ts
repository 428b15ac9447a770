/** Limits of the product page, for hints and fields; the server has the last word. */
export const NAME_MAX = 80;
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
