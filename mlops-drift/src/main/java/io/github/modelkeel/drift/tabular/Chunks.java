package io.github.modelkeel.drift.tabular;

import io.github.modelkeel.data.Column;
import io.github.modelkeel.data.ColumnType;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.DriftInputException.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cuts a data set into windows for {@link TabularDriftDetector#checkAll}. Stateless; the chunks are views. */
public final class Chunks {
    private static final int MAX_CHUNKS = 100_000;

    private Chunks() {}

    /**
     * A window of a data set.
     *
     * @param name first and last row counted from 1, or the period
     * @param rows the rows, in their order
     */
    public record Chunk(String name, Dataset rows) {}

    /**
     * Returns this many chunks whose sizes differ by one row at most.
     *
     * @throws IllegalArgumentException unless the number lies between 1 and the number of rows
     */
    public static List<Chunk> byCount(Dataset rows, int count) {
        if (count < 1 || count > Math.min(rows.rowCount(), MAX_CHUNKS)) {
            throw new IllegalArgumentException("cannot cut " + rows.rowCount() + " rows into " + count + " chunks");
        }
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunks.add(range(rows, (int) ((long) rows.rowCount() * i / count), (int)
                    ((long) rows.rowCount() * (i + 1) / count)));
        }
        return chunks;
    }

    /**
     * Returns chunks of this size; the last has what is left.
     *
     * @throws IllegalArgumentException if the size is below 1, or there would be more than 100,000 chunks
     */
    public static List<Chunk> bySize(Dataset rows, int size) {
        if (size < 1 || (rows.rowCount() - 1) / size >= MAX_CHUNKS) {
            throw new IllegalArgumentException("cannot cut " + rows.rowCount() + " rows into chunks of " + size);
        }
        List<Chunk> chunks = new ArrayList<>();
        for (int from = 0; from < rows.rowCount(); from += size) {
            chunks.add(range(rows, from, (int) Math.min((long) from + size, rows.rowCount())));
        }
        return chunks;
    }

    private static Chunk range(Dataset rows, int from, int to) {
        int[] numbers = new int[to - from];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = from + i;
        }
        return new Chunk("rows " + (from + 1) + " to " + to, rows.rows(numbers));
    }

    /**
     * Returns one chunk for each period of the calendar that has a row, oldest first. Rows keep their order; those without
     * a time are left out. Weeks are those of ISO 8601.
     *
     * @param column name of a column of points in time
     * @param period {@link ChronoUnit#DAYS}, {@code WEEKS}, {@code MONTHS} or {@code YEARS}, or
     *     {@link IsoFields#QUARTER_YEARS}
     * @param zone where the calendar hangs
     * @throws io.github.modelkeel.error.NotFoundException if there is no such column
     * @throws DriftInputException if the column holds no points in time, or there are more than 100,000 periods
     * @throws IllegalArgumentException for another period
     */
    public static List<Chunk> byPeriod(Dataset rows, String column, TemporalUnit period, ZoneId zone) {
        Column times = rows.column(column);
        if (times.type() != ColumnType.INSTANT) {
            throw new DriftInputException(
                    Kind.INVALID_PROFILE,
                    "column '" + column + "' is of type " + times.type() + "; chunks by period need points in time");
        }
        SortedMap<LocalDate, List<Integer>> byStart = new TreeMap<>();
        for (int row = 0; row < rows.rowCount(); row++) {
            Instant time = times.instant(row);
            if (time != null) {
                LocalDate start = start(time.atZone(zone).toLocalDate(), period);
                byStart.computeIfAbsent(start, key -> new ArrayList<>()).add(row);
                if (byStart.size() > MAX_CHUNKS) {
                    throw new DriftInputException(
                            Kind.TOO_LARGE, "column '" + column + "' has more than " + MAX_CHUNKS + " periods");
                }
            }
        }
        List<Chunk> chunks = new ArrayList<>();
        byStart.forEach((start, numbers) -> chunks.add(new Chunk(
                name(start, period),
                rows.rows(numbers.stream().mapToInt(Integer::intValue).toArray()))));
        return chunks;
    }

    private static LocalDate start(LocalDate date, TemporalUnit period) {
        if (period == ChronoUnit.DAYS) {
            return date;
        } else if (period == ChronoUnit.WEEKS) {
            return date.minusDays(date.getDayOfWeek().getValue() - 1L);
        } else if (period == ChronoUnit.MONTHS) {
            return date.withDayOfMonth(1);
        } else if (period == IsoFields.QUARTER_YEARS) {
            return LocalDate.of(date.getYear(), 3 * ((date.getMonthValue() - 1) / 3) + 1, 1);
        } else if (period == ChronoUnit.YEARS) {
            return date.withDayOfYear(1);
        }
        throw new IllegalArgumentException("period must be DAYS, WEEKS, MONTHS, QUARTER_YEARS or YEARS, was " + period);
    }

    private static String name(LocalDate start, TemporalUnit period) {
        if (period == ChronoUnit.WEEKS) {
            return String.format(
                    Locale.ROOT,
                    "%d-W%02d",
                    start.get(IsoFields.WEEK_BASED_YEAR),
                    start.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        } else if (period == ChronoUnit.MONTHS) {
            return String.format(Locale.ROOT, "%d-%02d", start.getYear(), start.getMonthValue());
        } else if (period == IsoFields.QUARTER_YEARS) {
            return start.getYear() + "-Q" + start.get(IsoFields.QUARTER_OF_YEAR);
        } else if (period == ChronoUnit.YEARS) {
            return Integer.toString(start.getYear());
        }
        return start.toString();
    }
}
