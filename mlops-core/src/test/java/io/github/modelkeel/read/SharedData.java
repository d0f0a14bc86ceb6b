package io.github.modelkeel.read;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.modelkeel.data.ColumnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The reference data sets beside the repository. Tests that need them are skipped where they are not. */
public final class SharedData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SharedData() {}

    /** Every set that has a profile and the digests of its files. */
    public static final List<String> SETS = List.of(
            "customers",
            "telco_churn",
            "adult",
            "electricity",
            "nyc_taxi_months",
            "california_housing",
            "letter",
            "iris",
            "messy/titanic",
            "messy/oecd_better_life",
            "messy/starwars_survey",
            "messy/castle_solutions",
            "messy/nutrition_wide",
            "messy/communities_crime");

    /** Returns the folder of a set, or skips the test with a message. */
    public static Path folder(String set) {
        Path root = Path.of(System.getProperty("modelkeel.shared", "../../shared"));
        assumeTrue(Files.isDirectory(root), () -> "no reference data at " + root.toAbsolutePath());
        return root.resolve("data").resolve(set);
    }

    public static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a file of the set, read as its dataset.json says, types left to inference. */
    public static Csv csv(String set, String file) {
        JsonNode spec = json(folder(set).resolve("dataset.json"));
        Csv csv = Csv.file(folder(set).resolve(file))
                .missing(texts(spec.get("missing")).toArray(new String[0]));
        if (spec.has("charset")) {
            csv = csv.charset(Charset.forName(spec.get("charset").asText()));
        }
        if (spec.path("trim").asBoolean()) {
            csv = csv.trim();
        }
        return spec.has("names") ? csv.names(texts(spec.get("names"))) : csv;
    }

    /** Returns the main file of a set with its categorical columns typed. */
    public static Csv typed(String set) {
        JsonNode spec = json(folder(set).resolve("dataset.json"));
        Csv csv = csv(set, spec.get("file").asText());
        for (String column : texts(spec.path("categorical"))) {
            csv = csv.type(column, ColumnType.CATEGORY);
        }
        return csv;
    }

    public static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
