package io.github.modelkeel.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.InvalidInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextPatternTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    "", "", true
                    "", a, false
                    %, "", true
                    %, anything, true
                    %%, a, true
                    _, a, true
                    _, "", false
                    _, ab, false
                    _, \uD83D\uDE80, true
                    a%, abc, true
                    a%, Abc, false
                    %c, abc, true
                    a%c, ac, true
                    a%b%c, a-bb-c, true
                    a%b%c, a-c-b, false
                    %ab%ab%, xabyab, true
                    %ab%ab%, xaby, false
                    a_c, abc, true
                    a_c, ac, false
                    \\%, %, true
                    \\%, a, false
                    \\_, _, true
                    \\_, a, false
                    \\\\, \\, true
                    \\a, a, true
                    50\\%%, 50% off, true
                    a.c, abc, false
                    "[a-z]", b, false
                    "*", abc, false
                    e\u0301, \u00E9, false
                    """)
    void aPatternMatchesWhole(String pattern, String text, boolean expected) {
        assertThat(TextPattern.like(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void caseIsForgottenByTheRootLocale() {
        assertThat(TextPattern.ilike("T\u0130TLE%").matches("t\u0130tle page")).isTrue();
        assertThat(TextPattern.ilike("TITLE").matches("title")).isTrue(); // not the dotless i of Turkish
        assertThat(TextPattern.ilike("title").matches("T\u0131TLE")).isFalse();
        assertThat(TextPattern.ilike("STRASSE").matches("stra\u00DFe")).isFalse(); // lower case, no folding
        assertThat(TextPattern.ilike("%\u00C4%").matches("x\u00E4x")).isTrue();
        assertThat(TextPattern.like("%\n%").matches("a\nb")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a%\\", "\\\\\\", "a\u0000", "half \uD83D"})
    void aBrokenPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> TextPattern.like(pattern)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TextPattern.ilike(pattern)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aPatternIsBounded() {
        assertThat(TextPattern.like("%".repeat(1_000)).matches("x")).isTrue();
        assertThatThrownBy(() -> TextPattern.like("%".repeat(1_001))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void everyPatternMatchesWhatTheTextbookDefinitionDoes() {
        Random random = new Random(3L);
        for (int i = 0; i < 100_000; i++) {
            String pattern = text(random, "ab%_\\", 7);
            String text = text(random, "ab\\%", 8);
            if (pattern.replace("\\\\", "").endsWith("\\")) {
                continue;
            }
            assertThat(TextPattern.like(pattern).matches(text))
                    .as("'%s' like '%s'", text, pattern)
                    .isEqualTo(matches(pattern, 0, text, 0));
        }
    }

    private static String text(Random random, String letters, int most) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(most); n > 0; n--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /** The definition, word by word. */
    private static boolean matches(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        char c = pattern.charAt(p);
        if (c == '%') {
            return matches(pattern, p + 1, text, t) || (t < text.length() && matches(pattern, p, text, t + 1));
        }
        if (c == '\\') {
            return t < text.length() && pattern.charAt(p + 1) == text.charAt(t) && matches(pattern, p + 2, text, t + 1);
        }
        return t < text.length() && (c == '_' || c == text.charAt(t)) && matches(pattern, p + 1, text, t + 1);
    }
}
