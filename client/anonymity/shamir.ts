// Shamir's secret sharing over GF(2^8) with the polynomial 0x11b, byte by byte: any `threshold` of
// the shares give the secret, fewer give nothing. A share is y[length] | x, the layout of
// HashiCorp's Vault and of the npm package shamir-secret-sharing. No branch and no table look-up
// depends on a secret.
import { type Bytes, Fault, joined } from "../bytes.js";
import { type Random, systemRandom } from "./blind_signature.js";

function times(a: number, b: number): number {
  let product = 0;
  let x = a;
  for (let bit = 0; bit < 8; bit++) {
    product ^= x & -((b >> bit) & 1);
    x = ((x << 1) ^ (0x11b & -(x >> 7))) & 0x1ff;
  }
  return product;
}

// a to the 254, which is 1/a; and 0 for 0.
function inverse(a: number): number {
  let power = a;
  for (let step = 0; step < 6; step++) power = times(times(power, power), a);
  return times(power, power);
}

// Points of the shares: 1 to `count`. They say nothing of the secret, and are the same for everybody.
export function split(secret: Bytes, threshold: number, count: number, random: Random = systemRandom): Bytes[] {
  if (threshold < 2 || threshold > count || count > 255) throw new Fault("a secret is split into 2 to 255 shares, and at least 2 open it");
  const coefficients = Array.from({ length: threshold - 1 }, () => random(secret.length));
  const shares = Array.from({ length: count }, (_, at) => {
    const x = at + 1;
    const y = secret.map((byte, place) => coefficients.reduceRight((sum, term) => times(sum, x) ^ (term[place] as number), 0));
    return joined(secret.map((byte, place) => byte ^ times(y[place] as number, x)), Uint8Array.of(x));
  });
  for (const term of coefficients) term.fill(0);
  return shares;
}

export function combine(shares: Bytes[]): Bytes {
  const length = (shares[0]?.length ?? 0) - 1;
  const points = shares.map((share) => share[share.length - 1] as number);
  if (shares.length < 2 || length < 1 || shares.some((share) => share.length !== length + 1)) throw new Fault("the shares do not fit each other");
  if (points.includes(0) || new Set(points).size !== points.length) throw new Fault("two of the shares are the same one");
  const secret = new Uint8Array(length);
  shares.forEach((share, i) => {
    // Lagrange's basis at zero. In this field minus is plus, and both are exclusive or.
    const basis = points.reduce((product, x, j) => (i === j ? product : times(product, times(x, inverse(x ^ (points[i] as number))))), 1);
    for (let place = 0; place < length; place++) secret[place] = (secret[place] as number) ^ times(share[place] as number, basis);
  });
  return secret;
}
