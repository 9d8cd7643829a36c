package io.rlpips.training.distortion;

import java.util.List;

/**
 * The edits that detection is measured on, with the names and strengths its tables have. They apply to the picture as it
 * is uploaded, before it is made canonical.
 */
public final class StandardEdits {
    /** Edits that a single view has to survive. */
    public static final List<StandardEdit> ONE_VIEW = List.of(
            StandardEdit.fixed("jpeg95", new JpegCompression(95)),
            StandardEdit.fixed("jpeg q10", new JpegCompression(10)),
            new StandardEdit("noise", seed -> new GaussianNoise(15, seed)),
            StandardEdit.fixed("blur sigma 2", new GaussianBlur(2)),
            StandardEdit.fixed("gamma", new Gamma(1.5)),
            StandardEdit.fixed("resize 0.5", new Rescale(0.5)),
            StandardEdit.fixed("watermark", new WatermarkRows("SAMPLE", 0.7)),
            StandardEdit.fixed("vignette", new Vignette(0.5)),
            StandardEdit.fixed("rotate 4", new Rotation(4)),
            StandardEdit.fixed("crop 5 %", new Crop(0.05)),
            StandardEdit.fixed("crop 15 %", new Crop(0.15)),
            StandardEdit.fixed("pad", new Border(0.1, 0, 0, 0)),
            StandardEdit.fixed("text band", new BlackBand(0.8, 0.9)),
            StandardEdit.fixed("grey", new Greyscale()),
            StandardEdit.fixed("mirror", new Mirror()),
            StandardEdit.fixed("brightness 1.3", new Brightness(1.3)),
            StandardEdit.fixed("contrast 0.7", new Contrast(0.7)));

    /** Edits that move or remove too much for one view: for views of the reference and border trimming of the upload. */
    public static final List<StandardEdit> SEVERAL_VIEWS = List.of(
            new StandardEdit("crop 5-20 % off centre", seed -> new OffCentreCrop(0.05, 0.20, seed)),
            new StandardEdit("pad, noisy border", seed -> new NoisyPadding(0.05, 0.20, 5, seed)),
            StandardEdit.fixed("grey", new Greyscale()),
            StandardEdit.fixed("mirror", new Mirror()),
            StandardEdit.fixed("rotate 90", new QuarterTurn()));

    private StandardEdits() {}
}
