package io.github.modelkeel.store.jdbc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the writer knows of runs, experiments and series, from one transaction to the next. Confined to the writer's thread.
 *
 * <p>It holds as long as nobody else writes. Every transaction, of every process, locks the counter of numbers before
 * anything else, and whichever changes a row of one of {@link #TABLES} leaves another value in it, see
 * {@link Tx#beforeCommit}. So a writer that finds the value it left itself may rely on what it knows; else, and after a
 * rollback or a commit whose outcome is unknown, it forgets everything. Who changes rows by hand must change the counter
 * too, or close the stores before.
 */
final class RunMemory {
    /** The tables whose rows are remembered here. */
    static final Set<String> TABLES =
            Set.of("run", "experiment", "param", "tag", "metric_last", "metric_point", "metric_tail", "metric_chunk");

    private static final int MOST_RUNS = 2_000;
    private static final int MOST_SERIES = 20_000;

    private final LinkedHashMap<String, Entry> runs = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> experiments = new HashMap<>();
    private OptionalLong tail = OptionalLong.empty();

    /** What is known of one run. */
    static final class Entry {
        private final Map<Series.Key, Series> series = new HashMap<>();
        private final Set<Long> written = new HashSet<>();
        private @Nullable RunTarget target;
        private boolean isNew;
        private boolean hasAllSeries;

        /** Returns its series that are known, by their keys. */
        Map<Series.Key, Series> series() {
            return series;
        }

        /** Returns whether a series that is not known is not there. */
        boolean hasAllSeries() {
            return hasAllSeries;
        }

        void allSeriesKnown() {
            hasAllSeries = true;
        }

        /** Returns whether a parameter or tag may be there; says that it is from now on. */
        boolean write(long keyId) {
            return !isNew || !written.add(keyId);
        }
    }

    /** Returns the entry of a run, made when there is none. */
    Entry of(String runId) {
        return runs.computeIfAbsent(runId, id -> new Entry());
    }

    /** Returns a run as it is in this transaction, or {@code null}. */
    @Nullable
    RunTarget target(String runId) {
        Entry entry = runs.get(runId);
        return entry == null ? null : entry.target;
    }

    /** Remembers a run as it is in this transaction. */
    void know(RunTarget run) {
        of(run.id()).target = run;
    }

    /** Remembers a run that this transaction makes: nothing of it is there yet. */
    void made(RunTarget run) {
        Entry entry = of(run.id());
        entry.target = run;
        entry.isNew = true;
        entry.hasAllSeries = true;
    }

    /** Returns the key of an experiment that is not deleted, or {@code null} when that is not known. */
    @Nullable
    Long experiment(String id) {
        return experiments.get(id);
    }

    /** Remembers an experiment that is not deleted. */
    void knowExperiment(String id, long pk) {
        experiments.put(id, pk);
    }

    /** Returns how many rows the tail of points has, or nothing when that is not known. */
    OptionalLong tail() {
        return tail;
    }

    /** Remembers how many rows the tail of points has. */
    void knowTail(long rows) {
        tail = OptionalLong.of(rows);
    }

    /** Must be called after a run was changed. Its series are still known: they may have points that are not written. */
    void changed(String runId) {
        Entry entry = runs.get(runId);
        if (entry != null) {
            entry.target = null;
        }
    }

    /** Must be called after several runs or an experiment were changed. */
    void changedMany() {
        runs.values().forEach(entry -> entry.target = null);
        experiments.clear();
    }

    /** Forgets everything. */
    void clear() {
        runs.clear();
        experiments.clear();
        tail = OptionalLong.empty();
    }

    /** Forgets the runs that were used longest ago when there are too many; only between two transactions. */
    void trim() {
        int series = 0;
        for (Entry entry : runs.values()) {
            series += entry.series.size();
        }
        Iterator<Entry> eldest = runs.values().iterator();
        while (eldest.hasNext() && (runs.size() > MOST_RUNS || series > MOST_SERIES)) {
            series -= eldest.next().series.size();
            eldest.remove();
        }
        if (experiments.size() > MOST_RUNS) {
            experiments.clear();
        }
    }
}
