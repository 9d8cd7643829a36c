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
    private final double handicap;

    /**
     * @param views the picture as it is first
     * @param handicap of every pair but that of both pictures as they are, at least 0
     */
    ReferenceViews(String name, List<View> views, double handicap) {
        this.name = name;
        this.views = List.copyOf(views);
        this.handicap = handicap;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String describe() {
        return handicap == 0 ? name : name + ", nearer by " + handicap + " than the pictures as they are";
    }

    @Override
    public double handicap(int referenceView, int uploadView) {
        return referenceView == 0 && uploadView == 0 ? 0 : handicap;
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
