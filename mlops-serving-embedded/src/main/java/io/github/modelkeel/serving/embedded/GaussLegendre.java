package io.github.modelkeel.serving.embedded;

/**
 * Points and weights that integrate every polynomial of degree up to {@code 2 * points - 1} over [0, 1] without error but for
 * rounding.
 *
 * @see <a href="https://dlmf.nist.gov/3.5#v">NIST Digital Library of Mathematical Functions, 3.5(v)</a>
 */
final class GaussLegendre {
    final double[] points;
    final double[] weights;

    GaussLegendre(int count) {
        points = new double[count];
        weights = new double[count];
        for (int i = 0; i < count; i++) {
            double x =
                    Math.cos(Math.PI * (i + 0.75) / (count + 0.5)); // close to the root; Newton's method does the rest
            double slope = 1;
            for (int round = 0; round < 100; round++) {
                double last = 0;
                double value = 1;
                for (int n = 1; n <= count; n++) {
                    double next = ((2 * n - 1) * x * value - (n - 1) * last) / n;
                    last = value;
                    value = next;
                }
                slope = count * (x * value - last) / (x * x - 1);
                double step = value / slope;
                x -= step;
                if (Math.abs(step) < 1e-16) {
                    break;
                }
            }
            points[i] = (1 + x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
    }
}
