package io.github.modelkeel.data;

/**
 * The digest SHA-256 of a short content, without {@link java.security.MessageDigest}: a JVM that has just begun takes longer to
 * set up that one's providers (12 to 20 ms) than to read, check and compile a small model. A longer content is quicker there,
 * where the processor's own instructions are used. Confined to one thread.
 *
 * @see <a href="https://doi.org/10.6028/NIST.FIPS.180-4">FIPS 180-4, Secure Hash Standard, sections 4.1.2, 5 and 6.2</a>
 */
final class Sha256 {
    private static final int BLOCK = 64;
    private static final int ROUNDS = 64;

    /** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
    private static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    };

    /** The first 32 bits of the fractional parts of the square roots of the first 8 primes, then the digest so far. */
    private final int[] state = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private final int[] schedule = new int[ROUNDS];

    private Sha256() {}

    /** Returns the digest of the first bytes. */
    static byte[] digest(byte[] bytes, int length) {
        Sha256 sha = new Sha256();
        int whole = length - length % BLOCK;
        for (int at = 0; at < whole; at += BLOCK) {
            sha.block(bytes, at);
        }
        int left = length - whole;
        byte[] end = new byte[left + 1 + Long.BYTES <= BLOCK ? BLOCK : 2 * BLOCK]; // a bit, zeros, the length in bits
        System.arraycopy(bytes, whole, end, 0, left);
        end[left] = (byte) 0x80;
        long bits = 8L * length;
        for (int i = 1; i <= Long.BYTES; i++) {
            end[end.length - i] = (byte) bits;
            bits >>>= 8;
        }
        for (int at = 0; at < end.length; at += BLOCK) {
            sha.block(end, at);
        }
        return sha.bytes();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[4 * state.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (state[i / 4] >>> (24 - 8 * (i % 4)));
        }
        return bytes;
    }

    private void block(byte[] bytes, int from) {
        int[] w = schedule;
        int at = from;
        for (int t = 0; t < 16; t++) {
            w[t] = bytes[at] << 24
                    | (bytes[at + 1] & 0xFF) << 16
                    | (bytes[at + 2] & 0xFF) << 8
                    | (bytes[at + 3] & 0xFF);
            at += 4;
        }
        for (int t = 16; t < ROUNDS; t++) {
            int x = w[t - 15];
            int y = w[t - 2];
            int sigma0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3);
            int sigma1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10);
            w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
        }
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int t = 0; t < ROUNDS; t++) {
            int sum1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
            int chosen = (e & f) ^ (~e & g);
            int one = h + sum1 + chosen + K[t] + w[t];
            int sum0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
            int majority = (a & b) ^ (a & c) ^ (b & c);
            h = g;
            g = f;
            f = e;
            e = d + one;
            d = c;
            c = b;
            b = a;
            a = one + sum0 + majority;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
