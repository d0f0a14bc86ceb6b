package io.github.modelkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story comes out as told: what moved is found, what did not is left alone, and a second run goes on. */
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void theStoryIsToldAndASecondRunContinuesTheHistory() throws IOException {
        String first = tell();
        JsonNode summary = summary();

        assertThat(month(summary, 0)).isEqualTo("STABLE [] STABLE");
        assertThat(month(summary, 1)).isEqualTo("DRIFT [\"age\"] STABLE");
        assertThat(month(summary, 2)).isEqualTo("STABLE [] DRIFT");
        assertThat(summary.at("/runs/0/metrics/accuracy").doubleValue()).isGreaterThan(0.88);
        assertThat(summary.at("/runs/2/version").intValue()).isEqualTo(3);
        assertThat(summary.findValuesAsText("decision")).containsExactly("promote", "promote", "rollback", "restore");
        assertThat(first).contains("2. The better one is promoted", "month 2: data DRIFT in age");
        assertThat(folder.resolve("report.html"))
                .content(StandardCharsets.UTF_8)
                .contains("<!doctype html>", "month 3");

        tell();

        assertThat(summary().at("/runs/2/version").intValue()).isEqualTo(6);
    }

    private String tell() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        new Quickstart(folder, new Narrator(out), InstantSource.system()).tell();
        return printed.toString(StandardCharsets.UTF_8);
    }

    private JsonNode summary() throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve("summary.json")));
    }

    private static String month(JsonNode summary, int index) {
        JsonNode month = summary.at("/months/" + index);
        return month.get("data_verdict").textValue() + " " + month.get("drifted_columns") + " "
                + month.get("label_verdict").textValue();
    }
}
