package io.rlpips.training.detection;

import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import java.util.List;
import java.util.stream.Stream;

/** Several views of a reference; of an upload the whole picture and, where it has a border, what is inside. */
final class ReferenceViews implements ViewScheme {
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private final String name;
    private final List<View> views;

    /** @param views the picture as it is first */
    ReferenceViews(String name, List<View> views) {
        this.name = name;
        this.views = List.copyOf(views);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<RgbImage> ofReference(RgbImage picture, int inputSize) {
        RgbImage master = Resize.to(picture, Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE);
        return views.stream().map(view -> view.input(master, inputSize)).toList();
    }

    @Override
    public List<RgbImage> ofUpload(RgbImage picture, int inputSize) {
        CanonicalImage canonical = canonicaliser.canonicalise(picture);
        return Stream.concat(Stream.of(canonical.master()), canonical.trimmed().stream())
                .map(master -> Resize.to(master, inputSize, inputSize))
                .toList();
    }
}
