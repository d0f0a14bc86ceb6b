/* The same walk as PlainWalk.java, in C: cc -O3 -march=native -o walk walk.c && ./walk FILE
 * FILE (written by WalkFile.java, little-endian 32-bit): trees, slot bits, features, rows, nodes; roots[trees], depths[trees / 8
 * rounded up]; nodes (64-bit) and leaves (float); rows * features floats; rows floats, the margins that Java gave.
 * Prints microseconds for a row, alone and as one of a batch of 1,000, best of 15 rounds, after comparing every margin. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int32_t trees, bits, features, rows, nodes, eights;
static int32_t *roots, *depths;
static int64_t *node;
static float *leaf, *cells, *expected;

static void *take(FILE *f, size_t size, size_t n) {
    void *p = malloc(size * (n ? n : 1));
    if (!p || fread(p, size, n, f) != n) {
        fprintf(stderr, "cut off\n");
        exit(1);
    }
    return p;
}

static inline int32_t key(float x) {
    x += 0.0f;
    int32_t b;
    memcpy(&b, &x, 4);
    return b ^ ((b >> 31) & 0x7FFFFFFF);
}

static void keys_of(const float *row, int32_t *keys) {
    for (int i = 0; i < features; i++) {
        int missing = isnan(row[i]);
        int32_t k = key(row[i]);
        keys[i] = missing ? INT32_MIN : k;
        keys[i + features] = missing ? INT32_MAX : k;
    }
}

static inline uint32_t step(int64_t n, const int32_t *keys, uint32_t mask, int shift) {
    uint32_t low = (uint32_t)n;
    int64_t difference = (int64_t)keys[low & mask] - (n >> 32);
    return (low >> shift) + (uint32_t)((uint64_t)difference >> 63);
}

static float sum_of(const int32_t *keys, float sum, int from, int to) {
    uint32_t mask = (1u << bits) - 1;
    for (int t = from; t < to; t += 8) {
        uint32_t a[8];
        for (int k = 0; k < 8; k++) a[k] = (uint32_t)roots[t + k];
        for (int level = depths[t / 8]; level > 0; level--)
            for (int k = 0; k < 8; k++) a[k] = step(node[a[k]], keys, mask, bits);
        int last = to - t < 8 ? to - t : 8;
        for (int k = 0; k < last; k++) sum += leaf[a[k]];
    }
    return sum;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv) {
    FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
    int32_t head[5];
    if (!f || fread(head, 4, 5, f) != 5) return fprintf(stderr, "usage: walk FILE\n"), 1;
    trees = head[0], bits = head[1], features = head[2], rows = head[3], nodes = head[4];
    eights = (trees + 7) / 8;
    roots = take(f, 4, eights * 8);
    depths = take(f, 4, eights);
    node = take(f, 8, nodes);
    leaf = take(f, 4, nodes);
    cells = take(f, 4, (size_t)rows * features);
    expected = take(f, 4, rows);
    int32_t *keys = malloc(4u << bits), *block = malloc((size_t)64 * 4 << bits);
    for (int r = 0; r < rows; r++) {
        keys_of(cells + (size_t)r * features, keys);
        if (sum_of(keys, 0, 0, trees) != expected[r]) return fprintf(stderr, "row %d differs\n", r), 1;
    }
    double best_row = 1e30, best_batch = 1e30, sink = 0;
    for (int round = 0; round < 15; round++) {
        double t = now();
        for (int r = 0; r < rows; r++) {
            keys_of(cells + (size_t)r * features, keys);
            sink += 1 / (1 + expf(-sum_of(keys, 0, 0, trees)));
        }
        t = (now() - t) / rows;
        if (t < best_row) best_row = t;
        int batch = rows < 1000 ? rows : 1000;
        t = now();
        for (int first = 0; first < batch; first += 64) {
            int n = batch - first < 64 ? batch - first : 64;
            float sums[64] = {0};
            for (int r = 0; r < n; r++) keys_of(cells + (size_t)(first + r) * features, block + ((size_t)r << bits));
            for (int tree = 0; tree < trees; tree += 32) {
                int end = trees - tree < 32 ? trees : tree + 32;
                for (int r = 0; r < n; r++) sums[r] = sum_of(block + ((size_t)r << bits), sums[r], tree, end);
            }
            for (int r = 0; r < n; r++) sink += 1 / (1 + expf(-sums[r]));
        }
        t = (now() - t) / batch;
        if (t < best_batch) best_batch = t;
    }
    printf("C, %d trees: one row %.3f us, batch of 1,000 %.3f us a row (sum %g)\n", trees, best_row, best_batch, sink);
    return 0;
}
