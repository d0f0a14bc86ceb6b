package io.github.modelkeel.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Sha256Test {
    /** The examples of NIST for FIPS 180-4. */
    @ParameterizedTest
    @CsvSource({
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
                + " 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    })
    void examples(String text, String digest) {
        assertThat(Sha256.digest(text.getBytes(StandardCharsets.US_ASCII), text.length()))
                .isEqualTo(HexFormat.of().parseHex(digest));
    }

    @Test
    void isThatOfThePlatformForEveryLength() throws NoSuchAlgorithmException {
        Random random = new Random(3L);
        MessageDigest platform = MessageDigest.getInstance("SHA-256");
        for (int length = 0; length < 2_000; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Sha256.digest(bytes, length)).as("%d bytes", length).isEqualTo(platform.digest(bytes));
        }
    }

    @Test
    void fingerprintsAreThoseOfThePlatformWhereverTheyAreMade() throws NoSuchAlgorithmException {
        Random random = new Random(4L);
        for (int length : new int[] {Fingerprint.SHORT - 1, Fingerprint.SHORT, Fingerprint.SHORT + 1}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(Fingerprint.ofBytes(bytes).hex())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        }
    }
}
