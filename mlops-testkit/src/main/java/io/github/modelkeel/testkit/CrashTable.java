package io.github.modelkeel.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What was found after the kills of one {@link CrashTck} so far. Confined to one thread. */
final class CrashTable {
    private final long begun = System.nanoTime();
    private final List<Long> openMillis = new ArrayList<>();
    private int kills;
    private int withoutACall;
    private int intact;
    private long acknowledged;
    private long lost;
    private long beyond;

    void killed(boolean beforeTheFirstCall) {
        kills++;
        withoutACall += beforeTheFirstCall ? 1 : 0;
    }

    void opened(long millis) {
        openMillis.add(millis);
    }

    /** Adds what became of the calls of one thread in one round. */
    void calls(long called, long missing, long unanswered) {
        acknowledged += called;
        lost += missing;
        beyond += unanswered;
    }

    void checked(boolean sound) {
        intact += sound ? 1 : 0;
    }

    long lost() {
        return lost;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Prints a row, and what its columns are. */
    void print(String storage) {
        Collections.sort(openMillis);
        long longest = openMillis.isEmpty() ? 0 : openMillis.get(openMillis.size() - 1);
        long median = openMillis.isEmpty() ? 0 : openMillis.get(openMillis.size() / 2);
        PrintStream out = new PrintStream(System.out, true, UTF_8); // the table is what a long run is for
        out.println("| storage | kills | before the first call | calls acknowledged | lost | there without an answer"
                + " | opened unaided | check found nothing | open p50, longest | took |");
        out.println(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %,d | %d | %d | %d of %d | %d of %d | %d ms, %d ms | %d s |",
                storage,
                kills,
                withoutACall,
                acknowledged,
                lost,
                beyond,
                openMillis.size(),
                kills,
                intact,
                kills,
                median,
                longest,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)));
    }
}
