package io.github.modelkeel.doubles;

import io.github.modelkeel.data.Dataset;
import io.github.modelkeel.data.DatasetSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A small table of customers drawn by seed: who has not come for long and buys little leaves. */
public final class Customers {
    private Customers() {}

    public static Dataset rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] age = new double[count];
        double[] orders = new double[count];
        double[] average = new double[count];
        double[] daysSinceLast = new double[count];
        double[] churned = new double[count];
        List<String> plan = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            age[i] = 18 + random.nextInt(60);
            orders[i] = random.nextInt(20);
            average[i] = random.nextInt(20) == 0 ? Double.NaN : Math.rint(1000 + random.nextInt(9000)) / 100;
            daysSinceLast[i] = random.nextInt(200);
            double risk = (daysSinceLast[i] - 100) / 20 - (orders[i] - 10) / 5 + (random.nextDouble() - 0.5);
            churned[i] = risk > 0 ? 1 : 0;
            plan.add(random.nextBoolean() ? "basic" : "plus");
        }
        return Dataset.builder()
                .numbers("age", age)
                .numbers("orders", orders)
                .numbers("avg_order_value", average)
                .numbers("days_since_last", daysSinceLast)
                .categories("plan", plan)
                .numbers("churned", churned)
                .build();
    }

    public static DatasetSource source() {
        return DatasetSource.of("customers", rows(600, 7));
    }
}
