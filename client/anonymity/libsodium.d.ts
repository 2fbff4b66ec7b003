// What is used of libsodium, whose package has no types of its own.
declare module "libsodium-wrappers-sumo" {
  type Bytes = Uint8Array<ArrayBuffer>;
  interface KeyPair {
    publicKey: Bytes;
    privateKey: Bytes;
  }
  interface Sodium {
    readonly ready: Promise<void>;
    crypto_generichash(length: number, message: Bytes, key?: Bytes | null): Bytes;
    crypto_generichash_init(key: Bytes | null, length: number): object;
    crypto_generichash_update(state: object, message: Bytes): void;
    crypto_generichash_final(state: object, length: number): Bytes;
    crypto_box_seed_keypair(seed: Bytes): KeyPair;
    crypto_box_seal(message: Bytes, publicKey: Bytes): Bytes;
    crypto_box_seal_open(sealed: Bytes, publicKey: Bytes, privateKey: Bytes): Bytes; // throws
    crypto_kdf_derive_from_key(length: number, id: number, context: string, key: Bytes): Bytes;
    crypto_core_ed25519_is_valid_point(point: Bytes): boolean; // canonical, in the main subgroup
    crypto_sign_seed_keypair(seed: Bytes): KeyPair;
    crypto_sign_detached(message: Bytes, privateKey: Bytes): Bytes;
    crypto_sign_verify_detached(signature: Bytes, message: Bytes, publicKey: Bytes): boolean;
    crypto_secretbox_easy(message: Bytes, nonce: Bytes, key: Bytes): Bytes;
    crypto_secretbox_open_easy(sealed: Bytes, nonce: Bytes, key: Bytes): Bytes; // throws
    crypto_pwhash(length: number, password: Bytes, salt: Bytes, passes: number, memory: number, algorithm: number): Bytes;
    readonly crypto_pwhash_ALG_ARGON2ID13: number;
    crypto_secretstream_xchacha20poly1305_init_push(key: Bytes): { state: object; header: Bytes };
    crypto_secretstream_xchacha20poly1305_push(state: object, message: Bytes, ad: Bytes | null, tag: number): Bytes;
    crypto_secretstream_xchacha20poly1305_init_pull(header: Bytes, key: Bytes): object;
    crypto_secretstream_xchacha20poly1305_pull(state: object, sealed: Bytes, ad: Bytes | null): { message: Bytes; tag: number } | false;
    readonly crypto_secretstream_xchacha20poly1305_TAG_MESSAGE: number;
    readonly crypto_secretstream_xchacha20poly1305_TAG_FINAL: number;
  }
  const sodium: Sodium;
  export default sodium;
  export type { KeyPair, Sodium };
}
