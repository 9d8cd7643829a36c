package io.rlpips.training.triplet;

import static io.rlpips.training.triplet.Degradation.geometric;
import static io.rlpips.training.triplet.Degradation.gradual;

import io.rlpips.metric.image.Resize;
import io.rlpips.training.distortion.JpegCompression;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** What saving space costs. */
final class CompressionKinds {
    static final List<Function<SplittableRandom, Degradation>> ALL = List.of(
            CompressionKinds::jpeg, CompressionKinds::jpeg, CompressionKinds::fewTones, CompressionKinds::mosaic);

    private CompressionKinds() {}

    private static Degradation jpeg(SplittableRandom style) {
        return gradual(
                "jpeg",
                (source, severity, random) ->
                        new JpegCompression((int) Math.round(geometric(90, 2, severity))).apply(source));
    }

    private static Degradation fewTones(SplittableRandom style) {
        return gradual("few-tones", (source, severity, random) -> {
            double step = 255 / (geometric(40, 2, severity) - 1);
            return Raster.of(source)
                    .mapped(value -> Math.round(value / step) * step)
                    .toImage();
        });
    }

    private static Degradation mosaic(SplittableRandom style) {
        return gradual("mosaic", (source, severity, random) -> {
            double stones = source.width() / geometric(1.3, 10, severity);
            int columns = (int) Math.max(2, Math.round(stones));
            int rows = (int) Math.max(2, Math.round(stones * source.height() / source.width()));
            return Upscaling.NEAREST
                    .to(Raster.of(Resize.to(source, columns, rows)), source.width(), source.height())
                    .toImage();
        });
    }
}
