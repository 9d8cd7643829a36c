package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.Map;

/**
 * A black band across the whole width, as wide captions are made on.
 *
 * @param from where it begins, as a share of the height, 0 to 1
 * @param to where it ends, from {@code from} to 1
 */
public record BlackBand(double from, double to) implements Distortion {
    public BlackBand {
        Parameter.within("band's upper edge", from, 0, 1);
        Parameter.within("band's lower edge", to, from, 1);
    }

    @Override
    public String name() {
        return "band";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("fromShareOfHeight", from, "toShareOfHeight", to);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int row = source.width() * 3;
        byte[] banded = source.pixels().clone();
        int first = (int) Math.round(source.height() * from);
        int end = (int) Math.round(source.height() * to);
        Arrays.fill(banded, first * row, end * row, (byte) 0);
        return new RgbImage(source.width(), source.height(), banded);
    }
}
