package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.modelkeel.data.Fingerprint;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Digests of the tables that the same algorithm writes in Python 3.11 ({@code random.Random(seed).random()}). */
class ChurnDataTest {
    static Arguments[] tables() {
        return new Arguments[] {
            table(ChurnData::customers, "5e095b17c08adc8f290049e7b7ad93a166a11764cf508475d753c7bcc63241bc"),
            table(ChurnData::month1, "fa6a29b53abec7946ce5f20b3249616229ff942c4ff399b6c143371670aa0678"),
            table(ChurnData::month2, "663922027fa2f7597f98a30e43c34b54e989a1bc4c47c9b5c2978c24162fdb6b"),
            table(ChurnData::month3, "ea4dbd6367d7d36ff60cf80085fa13ecbcddb4c43fdae4c4677ba2858c8e390f"),
        };
    }

    private static Arguments table(Supplier<String> csv, String sha256) {
        return Arguments.of(csv, sha256);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void drawsTheSameCustomersAsPythonByteForByte(Supplier<String> csv, String sha256) {
        assertThat(Fingerprint.ofText(csv.get()).hex()).isEqualTo(sha256);
    }
}
