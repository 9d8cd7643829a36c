package io.rlpips.metric.image;

import java.util.Arrays;

/** A frame of an animation laid on its otherwise transparent canvas. */
final class Layer {
    private Layer() {}

    /**
     * @param frame RGB; has to lie inside the canvas
     * @return the frame itself where it covers the canvas
     */
    static Samples place(Samples frame, int left, int top, int width, int height) {
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        byte[] values = new byte[width * height * 3];
        byte[] alpha = new byte[width * height];
        for (int y = 0; y < frame.height(); y++) {
            int from = y * frame.width();
            int to = (top + y) * width + left;
            System.arraycopy(frame.values(), from * 3, values, to * 3, frame.width() * 3);
            if (frame.opaque()) {
                Arrays.fill(alpha, to, to + frame.width(), (byte) 255);
            } else {
                System.arraycopy(frame.alpha(), from, alpha, to, frame.width());
            }
        }
        return new Samples(width, height, 3, values, alpha);
    }
}
