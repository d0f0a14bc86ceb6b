package io.github.modelkeel.drift.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.drift.DomainDrift;
import io.github.modelkeel.drift.DriftReport;
import io.github.modelkeel.drift.FeatureDrift;
import io.github.modelkeel.drift.Finding;
import io.github.modelkeel.drift.Profile;
import io.github.modelkeel.drift.Verdict;
import io.github.modelkeel.drift.tabular.LabelDriftCheck;
import io.github.modelkeel.drift.tabular.TabularDriftDetector;
import io.github.modelkeel.error.UnavailableException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DriftReportsTest {
    private static final String NASTY = "<script>alert('x')</script> & \"\u202E\u0007\u00FC\uD83D\uDE00";

    private static final String NASTY_NAME = NASTY.replace("\u0007", "");

    private static Dataset rows(int rows, double shift, double yes, long seed) {
        Random random = new Random(seed);
        double[] age = new double[rows];
        double[] spend = new double[rows];
        double[] rating = new double[rows];
        double[] constant = new double[rows];
        List<@Nullable String> plan = new ArrayList<>();
        List<@Nullable Instant> when = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            age[i] = Math.rint(41 + shift + 12 * random.nextGaussian());
            spend[i] = i % 17 == 0 ? Double.NaN : 300 * Math.exp(0.8 * random.nextGaussian());
            rating[i] = 1 + random.nextInt(5);
            constant[i] = 1.0;
            plan.add(random.nextDouble() < yes ? "premium" : random.nextBoolean() ? "free" : NASTY);
            when.add(Instant.ofEpochSecond(1_700_000_000L + i));
        }
        return Dataset.builder()
                .numbers("age", age)
                .numbers("spend", spend)
                .numbers("rating", rating)
                .numbers("constant", constant)
                .categories("plan", plan)
                .categories(NASTY_NAME, plan)
                .instants("when", when)
                .build();
    }

    private static TabularDriftDetector detector(int confirmations) {
        return TabularDriftDetector.builder()
                .reference(rows(5_000, 0.0, 0.3, 1L))
                .confirmations(confirmations)
                .build();
    }

    private static final DriftReport REPORT = detector(1).check(rows(2_000, 12.0, 0.5, 2L));

    @Test
    void theTextNamesVerdictFiguresAndReasonOfEveryColumn() {
        String text = DriftReports.text(REPORT);
        assertThat(text).startsWith("DRIFT: 7 columns: 3 drifted (age, plan, ");
        assertThat(text).contains("\n2000 rows against 5000 in the reference; significance 0.05 (benjamini-hochberg)");
        assertThat(text.lines().filter(line -> line.startsWith("age")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("DRIFT", "kolmogorov-smirnov (exact)", "2000 / 5000", "significant and large: D 0."));
        assertThat(text).doesNotContain("\u202E").doesNotContain("\u0007").doesNotContain("\r");
    }

    @Test
    void theJsonHoldsEveryFigureUnderItsDocumentedName() throws IOException {
        JsonNode json = new ObjectMapper().readTree(DriftReports.json(REPORT));
        assertThat(json.get("schema").asText()).isEqualTo("modelkeel.drift-report");
        assertThat(json.get("version").asInt()).isEqualTo(1);
        assertThat(json.get("verdict").asText()).isEqualTo("drift");
        assertThat(json.get("drifted_columns")).hasSize(3);
        JsonNode age = json.get("features").get(0);
        assertThat(age.get("column").asText()).isEqualTo("age");
        assertThat(age.get("test").get("statistic").doubleValue())
                .isEqualTo(java.util.Objects.requireNonNull(
                                REPORT.features().get(0).result())
                        .statistic());
        assertThat(age.get("test").get("sign").asInt()).isEqualTo(1);
        assertThat(age.get("reference").get("count").asInt()).isEqualTo(5_000);
        JsonNode histogram = age.get("histogram");
        assertThat(histogram.get("edges").size())
                .isEqualTo(histogram.get("reference").size() + 1);
        long counted = 0;
        for (JsonNode count : histogram.get("window")) {
            counted += count.longValue();
        }
        assertThat(counted).isEqualTo(2_000);
        JsonNode when = json.get("features").get(6);
        assertThat(when.get("verdict").asText()).isEqualTo("not_tested");
        assertThat(when.get("test").isNull()).isTrue();
        assertThat(when.get("minimum_detectable_effect").isNull()).isTrue();
        assertThat(json.get("features").get(5).get("column").asText()).isEqualTo(NASTY_NAME);
    }

    @Test
    void thePageNeedsNothingButItself() throws IOException {
        DriftReport quiet = detector(2).check(rows(2_000, 0.0, 0.3, 3L));
        DriftReport first = detector(2).check(rows(2_000, 12.0, 0.5, 2L), quiet);
        DriftReport second = detector(2).check(rows(2_000, 13.0, 0.5, 4L), first);
        LabelDriftCheck labels = LabelDriftCheck.against(1_813, 2_000);
        String page = HtmlReport.titled("Customers " + NASTY)
                .window("March", quiet, labels.check(1_820, 2_000))
                .window("April", first, labels.check(1_800, 2_000))
                .window("May", second, labels.check(1_016, 2_000))
                .window("Few", detector(2).check(rows(12, 0.0, 0.3, 5L)))
                .render();
        Path file = Path.of("target", "drift-report-sample.html");
        Files.writeString(file, page);
        assertThat(page)
                .startsWith("<!doctype html>")
                .doesNotContain("<script")
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContain("url(")
                .doesNotContain("@import")
                .doesNotContain("\u202E")
                .contains("prefers-color-scheme: dark")
                .contains("<html lang=\"en\">")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        assertThat(page.split("<svg ", -1).length).isEqualTo(page.split("role=\"img\" aria-labelledby=", -1).length);
        assertThat(page).contains(">insufficient data</span>", ">watch</span>", ">drift</span>", ">stable</span>");
        assertThat(DriftReports.html("same", REPORT)).isEqualTo(DriftReports.html("same", REPORT));
    }

    @Test
    void everyIdOnThePageIsUniqueAndEveryLinkHasATarget() {
        String page =
                HtmlReport.titled("t").window("a", REPORT).window("b", REPORT).render();
        List<String> ids = java.util.regex.Pattern.compile(" id=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(java.util.regex.Pattern.compile("href=\"#([^\"]+)\"")
                        .matcher(page)
                        .results()
                        .map(m -> m.group(1)))
                .isSubsetOf(ids);
    }

    @Test
    void aReportOfTwoHundredColumnsStaysUnderTwoMegabytes() {
        Random random = new Random(7L);
        Dataset.Builder reference = Dataset.builder();
        Dataset.Builder window = Dataset.builder();
        for (int c = 0; c < 200; c++) {
            double shift = c % 3;
            reference.numbers(
                    "column_number_" + c,
                    random.doubles(1_000).map(u -> 1e5 * u).toArray());
            window.numbers(
                    "column_number_" + c,
                    random.doubles(500).map(u -> 1e5 * u + 1e4 * shift).toArray());
        }
        DriftReport report = TabularDriftDetector.builder()
                .reference(reference.build())
                .build()
                .check(window.build());
        assertThat(DriftReports.html("200 columns", report).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(2_000_000);
    }

    @Test
    void extremeValuesAreDrawn() throws IOException {
        double[] huge = {-1e308, 1e308, 0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 5e-324};
        double[] odd = new double[60];
        for (int i = 0; i < odd.length; i++) {
            odd[i] = huge[i % huge.length] * (1 + i / 6 * 0.01);
        }
        double[] infinite = new double[60];
        java.util.Arrays.fill(infinite, Double.POSITIVE_INFINITY);
        Dataset reference = Dataset.builder()
                .numbers("odd", odd)
                .numbers("infinite", infinite)
                .numbers("plain", new Random(1L).doubles(60).toArray())
                .build();
        Dataset window = Dataset.builder()
                .numbers("odd", odd)
                .numbers("infinite", infinite)
                .numbers("plain", infinite)
                .build();
        DriftReport report =
                TabularDriftDetector.builder().reference(reference).build().check(window);
        assertThat(DriftReports.html("odd", report)).doesNotContain("NaN");
        new ObjectMapper().readTree(DriftReports.json(report)); // refuses NaN and Infinity as numbers
        assertThat(DriftReports.text(report)).doesNotContain("NaN");
    }

    @Test
    void theFigureOfOneColumnStandsAlone() throws Exception {
        for (FeatureDrift feature : REPORT.features()) {
            Optional<String> svg = DriftReports.svg(feature);
            assertThat(svg.isPresent()).isEqualTo(!feature.column().equals("when"));
            if (svg.isPresent()) { // an image is XML, which must be well-formed
                var document = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.get().getBytes(StandardCharsets.UTF_8)));
                assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
            }
        }
    }

    /** Some pixels of the figure, so that a blank or broken image fails; target/*.png are to be looked at. */
    @Test
    void theFigureOfOneColumnAsPixelsShowsBothSides() throws IOException {
        for (FeatureDrift feature : REPORT.features()) {
            Optional<byte[]> png = Optional.empty();
            try {
                png = DriftReports.png(feature);
            } catch (UnavailableException e) {
                org.junit.jupiter.api.Assumptions.abort("this machine cannot draw: " + e.getMessage());
            }
            assertThat(png.isPresent()).isEqualTo(DriftReports.svg(feature).isPresent());
            if (png.isEmpty()) {
                continue;
            }
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.get()));
            assertThat(image.getWidth()).isEqualTo(960);
            Map<Integer, Integer> colours = new HashMap<>();
            for (int x = 0; x < image.getWidth(); x++) {
                for (int y = 60; y < image.getHeight(); y++) {
                    colours.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
                }
            }
            assertThat(colours.getOrDefault(0xffffff, 0)).isGreaterThan(10_000);
            assertThat(colours.getOrDefault(0xb9c6d6, 0)).as("filled reference").isGreaterThan(1_000);
            assertThat(colours.getOrDefault(0xb2420f, 0)).as("outlined window").isGreaterThan(500);
            String name = feature.column().replaceAll("[^a-z]", "");
            Files.write(Path.of("target", "drift-" + name + ".png"), png.get());
        }
    }

    @Test
    void findingsOfTheWindowFingerprintAndClassifierAreInEveryForm() throws IOException {
        DriftReport copied = detector(1)
                .check(rows(1_000, 0.0, 0.3, 2L)
                        .rows(java.util.stream.IntStream.range(0, 1_000)
                                .map(i -> i % 700)
                                .toArray()));
        assertThat(copied.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.kind()).isEqualTo(Finding.Kind.DUPLICATE_ROWS));
        DomainDrift domain = new DomainDrift(
                "newton",
                "mann-whitney",
                0.75,
                1e-9,
                0.2,
                List.of(0.7, 0.8),
                5_000,
                1_000,
                List.of(new DomainDrift.Contribution("<age>", 0.25)),
                1,
                Verdict.DRIFT,
                "the rows can be told apart: AUC 0.750, p 1.0e-09");
        DriftReport report = copied.with(domain);
        assertThat(report.verdict()).isEqualTo(copied.verdict());
        String hex =
                java.util.Objects.requireNonNull(report.referenceFingerprint()).hex();
        assertThat(hex)
                .isEqualTo(Profile.of(rows(5_000, 0.0, 0.3, 1L)).fingerprint().hex());
        JsonNode json = new ObjectMapper().readTree(DriftReports.json(report));
        assertThat(json.get("reference_fingerprint").asText()).isEqualTo(hex);
        assertThat(json.get("findings").get(0).get("kind").asText()).isEqualTo("duplicate_rows");
        assertThat(json.get("domain").get("effect").doubleValue()).isEqualTo(0.5);
        assertThat(json.get("domain").get("columns").get(0).get("column").asText())
                .isEqualTo("<age>");
        assertThat(new ObjectMapper()
                        .readTree(DriftReports.json(copied))
                        .get("domain")
                        .isNull())
                .isTrue();
        assertThat(DriftReports.text(report))
                .contains("reference profile " + hex)
                .contains("  ! rows that are copies of another: 0.0 % in the reference, 30.0 % in the window")
                .contains("columns together: DRIFT, the rows can be told apart: AUC 0.750, p 1.0e-09 (newton,"
                        + " mann-whitney); most by <age> (0.250)");
        assertThat(DriftReports.html("t", report))
                .contains("<code>" + hex + "</code>")
                .contains("<li>Rows that are copies of another: 0.0 %")
                .contains("Columns together: the rows can be told apart")
                .contains("most by &lt;age&gt; (0.250)");
        assertThat(HtmlReport.titled("t")
                        .window("a", copied)
                        .window("b", report)
                        .render())
                .contains(
                        "<tr><th scope=\"row\">Columns together</th><td></td><td><span class=\"verdict v-drift\">drift"
                                + "</span> AUC 0.750</td></tr>");
    }

    @Test
    void aPageWithoutAWindowIsRefused() {
        assertThatThrownBy(() -> HtmlReport.titled("t").render()).isInstanceOf(IllegalStateException.class);
    }
}
