package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * A frame of one colour around the whole picture.
 *
 * @param share of the longer side that each edge gains, 0 to 1
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
public record Border(double share, int red, int green, int blue) implements Distortion {
    public Border {
        Parameter.within("border share", share, 0, 1);
        Parameter.within("border red", red, 0, 255);
        Parameter.within("border green", green, 0, 255);
        Parameter.within("border blue", blue, 0, 255);
    }

    @Override
    public String name() {
        return "border";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("share", share, "red", red, "green", green, "blue", blue);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int edge = (int) Math.round(Math.max(source.width(), source.height()) * share);
        int width = source.width() + 2 * edge;
        int height = source.height() + 2 * edge;
        byte[] framed = new byte[width * height * 3];
        for (int i = 0; i < framed.length; i += 3) {
            framed[i] = (byte) red;
            framed[i + 1] = (byte) green;
            framed[i + 2] = (byte) blue;
        }
        int row = source.width() * 3;
        for (int y = 0; y < source.height(); y++) {
            System.arraycopy(source.pixels(), y * row, framed, ((y + edge) * width + edge) * 3, row);
        }
        return new RgbImage(width, height, framed);
    }
}
