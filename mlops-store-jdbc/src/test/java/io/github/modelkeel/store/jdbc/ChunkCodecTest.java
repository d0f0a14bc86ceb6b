package io.github.modelkeel.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modelkeel.error.IntegrityException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {
    private static final long[] EXTREMES = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1, 1L << 52};

    private static long any(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> EXTREMES[random.nextInt(EXTREMES.length)];
            case 1 -> random.nextLong();
            case 2 -> random.nextInt(100);
            default -> OrderedBits.encode(random.nextInt(50) / 8.0);
        };
    }

    private static Points points(Random random, int count) {
        Points points = new Points(0);
        int shape = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            points.add(
                    shape == 0 ? i : any(random),
                    shape == 1 ? 1_700_000_000_000L + 1_000L * i : any(random),
                    shape == 2 ? 7 : any(random));
        }
        return points;
    }

    private static Points decoded(byte[] packed, int count) {
        Points points = new Points(0);
        ChunkCodec.decode(ChunkCodec.FORM, count, packed, points);
        return points;
    }

    @Test
    void whatIsPackedComesBack() {
        Random random = new Random(3L);
        for (int round = 0; round < 2_000; round++) {
            int count = 1 + random.nextInt(round % 100 == 0 ? ChunkCodec.MOST : 60);
            Points points = points(random, count);
            int from = random.nextInt(count);
            Points back = decoded(ChunkCodec.encode(points, from, count), count - from);
            assertThat(back.size()).isEqualTo(count - from);
            for (int i = 0; i < back.size(); i++) {
                assertThat(back.get(i)).isEqualTo(points.get(from + i));
            }
        }
    }

    @Test
    void aRegularSeriesTakesLittleMoreThanItsValues() {
        Points points = new Points(0);
        Random random = new Random(5L);
        for (int i = 0; i < 1_000; i++) {
            points.add(i, 1_700_000_000_000L + 250L * i, OrderedBits.encode(random.nextDouble()));
        }
        assertThat(ChunkCodec.encode(points, 0, 1_000).length).isBetween(8_000, 8_060);
    }

    @Test
    void bytesThatWereChangedAreNoticed() {
        Random random = new Random(9L);
        for (int round = 0; round < 3_000; round++) {
            int count = 1 + random.nextInt(40);
            byte[] packed = ChunkCodec.encode(points(random, count), 0, count);
            packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> decoded(packed, count)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void bytesOfAnybodyAreRefusedWithoutHarm() {
        Random random = new Random(13L);
        for (int round = 0; round < 5_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            int count = random.nextInt(10_000) - 1_000;
            assertThatThrownBy(() -> decoded(noise, count)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void aWrongCountOrFormIsRefused() {
        Points points = points(new Random(1L), 20);
        byte[] packed = ChunkCodec.encode(points, 0, 20);
        assertThatThrownBy(() -> decoded(packed, 19)).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> decoded(packed, 21)).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> ChunkCodec.decode(2, 20, packed, new Points(0)))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("form 2");
        assertThatThrownBy(() -> ChunkCodec.encode(points, 3, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
