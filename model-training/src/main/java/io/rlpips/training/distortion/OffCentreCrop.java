package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The edges cut off, each side's share drawn by itself, so that what is left has another centre and another shape.
 *
 * @param least share of the width or height that a side loses, 0 to 0.45
 * @param most the same, from {@code least} to 0.45
 * @param seed of the four shares, which are uniform between the two
 */
public record OffCentreCrop(double least, double most, long seed) implements Distortion {
    public OffCentreCrop {
        Parameter.within("smallest crop share a side", least, 0, 0.45);
        Parameter.within("largest crop share a side", most, least, 0.45);
    }

    @Override
    public String name() {
        return "off-centre-crop";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("leastShareOfASide", least, "mostShareOfASide", most, "seed", seed);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        SplittableRandom random = Seeds.stream(seed);
        int left = side(random, source.width());
        int right = side(random, source.width());
        int top = side(random, source.height());
        int bottom = side(random, source.height());
        return Pixels.cut(
                source,
                left,
                top,
                Math.max(1, source.width() - left - right),
                Math.max(1, source.height() - top - bottom));
    }

    private int side(SplittableRandom random, int length) {
        return (int) (length * (least + (most - least) * random.nextDouble()));
    }
}
