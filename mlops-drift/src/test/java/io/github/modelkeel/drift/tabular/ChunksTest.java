package io.github.modelkeel.drift.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DriftInputException;
import io.github.modelkeel.drift.tabular.Chunks.Chunk;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private static Dataset rows(String... times) {
        List<@Nullable Instant> when = new ArrayList<>();
        double[] x = new double[times.length];
        for (int i = 0; i < times.length; i++) {
            when.add(times[i].isEmpty() ? null : Instant.parse(times[i]));
            x[i] = i;
        }
        return Dataset.builder().numbers("x", x).instants("when", when).build();
    }

    private static final Dataset ROWS = rows(
            "2024-12-31T23:30:00Z",
            "2024-01-15T00:00:00Z",
            "",
            "2025-01-01T00:00:00Z",
            "2024-12-30T12:00:00Z",
            "2024-03-31T10:00:00Z",
            "2024-04-01T10:00:00Z");

    @Test
    void cutsByCountAndBySize() {
        assertThat(Chunks.byCount(ROWS, 3))
                .extracting(Chunk::name)
                .containsExactly("rows 1 to 2", "rows 3 to 4", "rows 5 to 7");
        List<Chunk> bySize = Chunks.bySize(ROWS, 3);
        assertThat(bySize).extracting(Chunk::name).containsExactly("rows 1 to 3", "rows 4 to 6", "rows 7 to 7");
        assertThat(bySize.get(1).rows().column("x").toDoubles()).containsExactly(3.0, 4.0, 5.0);
        assertThatThrownBy(() -> Chunks.byCount(ROWS, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Chunks.bySize(ROWS, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cutsByPeriodsOfTheCalendarOldestFirst() {
        assertThat(Chunks.byPeriod(ROWS, "when", ChronoUnit.MONTHS, ZoneOffset.UTC))
                .extracting(Chunk::name)
                .containsExactly("2024-01", "2024-03", "2024-04", "2024-12", "2025-01");
        List<Chunk> years = Chunks.byPeriod(ROWS, "when", ChronoUnit.YEARS, ZoneOffset.UTC);
        assertThat(years).extracting(Chunk::name).containsExactly("2024", "2025");
        assertThat(years.get(0).rows().column("x").toDoubles()).containsExactly(0.0, 1.0, 4.0, 5.0, 6.0);
        assertThat(Chunks.byPeriod(ROWS, "when", ChronoUnit.YEARS, ZoneId.of("Asia/Tokyo"))
                        .get(1)
                        .rows()
                        .rowCount())
                .isEqualTo(2); // half past eight on new year's morning there
        assertThat(Chunks.byPeriod(ROWS, "when", IsoFields.QUARTER_YEARS, ZoneOffset.UTC))
                .extracting(Chunk::name)
                .containsExactly("2024-Q1", "2024-Q2", "2024-Q4", "2025-Q1");
        assertThat(Chunks.byPeriod(ROWS, "when", ChronoUnit.WEEKS, ZoneOffset.UTC))
                .extracting(Chunk::name)
                .containsExactly("2024-W03", "2024-W13", "2024-W14", "2025-W01");
        assertThat(Chunks.byPeriod(ROWS, "when", ChronoUnit.DAYS, ZoneOffset.UTC))
                .extracting(Chunk::name)
                .contains("2024-12-31", "2025-01-01");
    }

    @Test
    void refusesWhatIsNoPeriod() {
        assertThatThrownBy(() -> Chunks.byPeriod(ROWS, "x", ChronoUnit.DAYS, ZoneOffset.UTC))
                .isInstanceOf(DriftInputException.class)
                .hasMessageContaining("column 'x' is of type NUMBER");
        assertThatThrownBy(() -> Chunks.byPeriod(ROWS, "when", ChronoUnit.HOURS, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
