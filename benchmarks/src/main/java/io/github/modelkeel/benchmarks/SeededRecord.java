package io.github.modelkeel.benchmarks;

/** One of {@link SeededRows} as a host would write it. */
record SeededRecord(
        double fa,
        double fb,
        double fc,
        double fd,
        double fe,
        double ff,
        double fg,
        double fh,
        double fi,
        double fj,
        double fk,
        double fl,
        double fm,
        double fn,
        double fo,
        double fp,
        double fq,
        double fr,
        double fs,
        double ft) {
    static SeededRecord of(double[] c) {
        return new SeededRecord(
                c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14], c[15],
                c[16], c[17], c[18], c[19]);
    }
}
