package io.rlpips.training.distortion;

import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * The picture made larger or smaller.
 *
 * @param factor of both sides, 0.01 to 10; no side becomes shorter than one pixel
 */
public record Rescale(double factor) implements Distortion {
    public Rescale {
        Parameter.within("scale factor", factor, 0.01, 10);
    }

    @Override
    public String name() {
        return "resize";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("factor", factor);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        return Resize.to(source, scaled(source.width()), scaled(source.height()));
    }

    private int scaled(int side) {
        return (int) Math.max(1, Math.round(side * factor));
    }
}
