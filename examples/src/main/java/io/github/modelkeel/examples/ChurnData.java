package io.github.modelkeel.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The customers of the story: a training table and three later months, drawn from seeds, the same bytes on every machine.
 *
 * <p>Idle, rarely seen, low-spending customers leave. In the second month the customers are older; in the third the big
 * spenders and frequent visitors leave instead, while every column looks as before.
 */
final class ChurnData {
    private static final String HEADER = "age,orders,avg_order_value,visits,days_since_last,churned\n";

    private final PythonRandom random;
    private final boolean older;
    private final boolean changedRelation;

    private ChurnData(int seed, boolean older, boolean changedRelation) {
        this.random = new PythonRandom(seed);
        this.older = older;
        this.changedRelation = changedRelation;
    }

    /** Returns the training table: 10,000 customers, 31 % of whom left. */
    static String customers() {
        return new ChurnData(20240601, false, false).table(10_000);
    }

    /** Returns 3,000 customers of a month in which nothing changed. */
    static String month1() {
        return new ChurnData(20240701, false, false).table(3_000);
    }

    /** Returns 3,000 customers of a month in which they are older and behave as before. */
    static String month2() {
        return new ChurnData(20240801, true, false).table(3_000);
    }

    /** Returns 3,000 customers of a month in which other customers leave. */
    static String month3() {
        return new ChurnData(20240901, false, true).table(3_000);
    }

    /** Writes the four tables into a folder. */
    static void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("customers.csv"), customers(), StandardCharsets.UTF_8);
            Files.writeString(folder.resolve("month1.csv"), month1(), StandardCharsets.UTF_8);
            Files.writeString(folder.resolve("month2.csv"), month2(), StandardCharsets.UTF_8);
            Files.writeString(folder.resolve("month3.csv"), month3(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the customers into " + folder, e);
        }
    }

    private String table(int rows) {
        StringBuilder csv = new StringBuilder(rows * 20).append(HEADER);
        for (int i = 0; i < rows; i++) {
            appendCustomer(csv);
        }
        return csv.toString();
    }

    private void appendCustomer(StringBuilder csv) {
        double engagement = normal();
        int age = older ? age(66.0, 8.0) : age(41.0, 12.0);
        int orders = poisson(StrictMath.exp(1.90 + 0.45 * engagement));
        double value = StrictMath.exp(StrictMath.log(48.0) + 0.45 * normal());
        String shownValue = String.format(Locale.ROOT, "%.2f", Math.min(500.0, Math.max(5.0, value)));
        int visits = orders + poisson(StrictMath.exp(1.60 + 0.50 * engagement));
        int days = (int) Math.min(365, exponential(StrictMath.exp(3.90 - 0.60 * engagement)));
        double logOdds = logOdds(age, orders * Double.parseDouble(shownValue), visits, days);
        int churned = random.next() < 1.0 / (1.0 + StrictMath.exp(-logOdds)) ? 1 : 0;
        csv.append(age)
                .append(',')
                .append(orders)
                .append(',')
                .append(shownValue)
                .append(',');
        csv.append(visits).append(',').append(days).append(',').append(churned).append('\n');
    }

    private double logOdds(int age, double spend, int visits, int days) {
        return changedRelation
                ? 2.1
                        * (0.004 * (days - 62)
                                + 0.075 * (visits - 13)
                                + 0.0021 * (spend - 380)
                                - 0.030 * (Math.abs(age - 45) - 10)
                                - 0.55)
                : 2.1
                        * (0.034 * (days - 62)
                                - 0.105 * (visits - 13)
                                - 0.0011 * (spend - 380)
                                + 0.045 * (Math.abs(age - 45) - 10)
                                - 0.45);
    }

    private int age(double mean, double deviation) {
        while (true) {
            int age = (int) Math.rint(mean + deviation * normal());
            if (age >= 18 && age <= 90) {
                return age;
            }
        }
    }

    /** Box and Muller, A note on the generation of random normal deviates, Ann. Math. Statist. 29 (1958). */
    private double normal() {
        double u = 1.0 - random.next();
        return StrictMath.sqrt(-2.0 * StrictMath.log(u)) * StrictMath.cos(2.0 * Math.PI * random.next());
    }

    private double exponential(double mean) {
        return -mean * StrictMath.log(1.0 - random.next());
    }

    /** Knuth's multiplication of uniform numbers (The Art of Computer Programming 2, 3.4.1). */
    private int poisson(double mean) {
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = random.next(); product > limit; product *= random.next()) {
            count++;
        }
        return count;
    }
}
