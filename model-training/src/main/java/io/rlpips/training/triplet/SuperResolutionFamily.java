package io.rlpips.training.triplet;

import io.rlpips.metric.image.Resize;
import java.util.List;
import java.util.SplittableRandom;

/** Pictures made small and large again; the severity is how small. */
final class SuperResolutionFamily implements DistortionFamily {
    private static final double MILDEST_FACTOR = 1.25;
    private static final double WORST_FACTOR = 6;

    @Override
    public String name() {
        return "superres";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        Upscaling upscaling = Choice.of(List.of(Upscaling.values()), random);
        double sharpening = random.nextInt(3) == 0 ? Choice.between(0.5, 2, random) : 0;
        String name = upscaling.name().toLowerCase(java.util.Locale.ROOT) + (sharpening > 0 ? "+sharpened" : "");
        return Degradation.gradual(name, (source, severity, each) -> {
            double factor = Degradation.geometric(MILDEST_FACTOR, WORST_FACTOR, severity);
            int columns = (int) Math.max(2, Math.round(source.width() / factor));
            int rows = (int) Math.max(2, Math.round(source.height() / factor));
            Raster small = Raster.of(Resize.to(source, columns, rows));
            Raster large = upscaling.to(small, source.width(), source.height());
            return (sharpening > 0 ? large.sharpened(factor / 2, sharpening) : large).toImage();
        });
    }
}
