package io.rlpips.training.detection;

import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.ViewSet;
import java.util.List;
import java.util.stream.Stream;

/** The standard views of a reference; of an upload the whole picture and, where it has a border, what is inside. */
final class ReferenceViews implements ViewScheme {
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);

    @Override
    public String name() {
        return "reference views";
    }

    @Override
    public List<RgbImage> ofReference(RgbImage picture, int inputSize) {
        RgbImage master = Resize.to(picture, Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE);
        return ViewSet.STANDARD.views().stream()
                .map(view -> view.input(master, inputSize))
                .toList();
    }

    @Override
    public List<RgbImage> ofUpload(RgbImage picture, int inputSize) {
        CanonicalImage canonical = canonicaliser.canonicalise(picture);
        return Stream.concat(Stream.of(canonical.master()), canonical.trimmed().stream())
                .map(master -> Resize.to(master, inputSize, inputSize))
                .toList();
    }
}
