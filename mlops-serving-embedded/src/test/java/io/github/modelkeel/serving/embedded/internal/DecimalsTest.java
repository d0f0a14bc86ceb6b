package io.github.modelkeel.serving.embedded.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against {@link Double#parseDouble}, which is exact. */
class DecimalsTest {
    private static double parsed(String text) {
        byte[] bytes = ("x" + text + "7").getBytes(ISO_8859_1);
        return Decimals.parse(bytes, 1, bytes.length - 1);
    }

    @Test
    void numbersOfEveryLengthAndSizeComeOutNearest() {
        Random random = new Random(20_261_123L);
        for (int i = 0; i < 300_000; i++) {
            BigInteger digits = new BigInteger(1 + random.nextInt(63), random);
            int exponent = random.nextInt(82) - 54;
            String text = (random.nextBoolean() ? "-" : "") + digits + "e" + exponent;
            assertThat(Double.doubleToLongBits(parsed(text)))
                    .as(text)
                    .isEqualTo(Double.doubleToLongBits(Double.parseDouble(text)));
        }
    }

    @Test
    void whatJavaAndCWriteComesBack() {
        Random random = new Random(7L);
        for (int i = 0; i < 100_000; i++) {
            double number = random.nextGaussian() * Math.pow(10, random.nextInt(50) - 30);
            String shortest = Double.toString(number);
            String seventeen =
                    new BigDecimal(number).round(new java.math.MathContext(17)).toString();
            assertThat(parsed(shortest)).as(shortest).isEqualTo(number);
            assertThat(parsed(seventeen)).as(seventeen).isEqualTo(number);
        }
    }

    /** Exactly between two doubles, which few digits can say, and one unit beside it. */
    @Test
    void tiesGoToTheEvenOne() {
        Random random = new Random(11L);
        int checked = 0;
        for (int i = 0; i < 200_000; i++) {
            double number = (1L << 52 | random.nextLong() >>> 12) * Math.pow(2, random.nextInt(13) - 3);
            BigDecimal middle = new BigDecimal(number).add(new BigDecimal(Math.ulp(number) / 2));
            String unscaled = middle.stripTrailingZeros().unscaledValue().toString();
            if (unscaled.length() > 19) {
                continue;
            }
            for (int beside = -1; beside <= 1; beside++) {
                String text = new BigDecimal(
                                new BigInteger(unscaled).add(BigInteger.valueOf(beside)),
                                middle.stripTrailingZeros().scale())
                        .toString();
                assertThat(parsed(text)).as(text).isEqualTo(Double.parseDouble(text));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0.0",
                "1.0000000180025095e-35",
                "-1.0000000180025095e-35",
                "9007199254740993",
                "9223372036854775807",
                "9999999999999999999",
                "0.000000000000000000000000000000012345678901234567",
                "1e-54",
                "9999999999999999999e27",
                "9007199254740993e-54",
                "0.30000000000000004",
                "5.",
                ".5",
                "1e+05",
                "1E-5"
            })
    void numbersOfNote(String text) {
        assertThat(parsed(text)).isEqualTo(Double.parseDouble(text));
        assertThat(1 / parsed(text)).isEqualTo(1 / Double.parseDouble(text)); // the sign of 0 too
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                ".",
                "e5",
                "1e",
                "1e-",
                "1.2.3",
                "+1",
                "1f",
                "inf",
                "nan",
                "--1",
                "1 ",
                "12345678901234567890",
                "9007199254740993e-55",
                "9007199254740993e28",
                "9007199254740993e9999999999"
            })
    void whatIsNoneOrOutOfReachIsLeftToOthers(String text) {
        assertThat(parsed(text)).isNaN();
    }
}
