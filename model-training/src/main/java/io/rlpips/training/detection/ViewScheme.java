package io.rlpips.training.detection;

import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.ViewSet;
import java.util.List;

/**
 * Which views of a picture are compared, on the way the detector takes: master first, model input then. The distance of
 * an upload to a reference is the smallest over the views of both. Implementations are pure and thread-safe.
 */
public interface ViewScheme {
    /** @return in words, for tables */
    String name();

    /** @return the model inputs of a reference, the picture as it is first; never empty */
    List<RgbImage> ofReference(RgbImage picture, int inputSize);

    /** @return the model inputs of an upload, the picture as it is first; never empty */
    List<RgbImage> ofUpload(RgbImage picture, int inputSize);

    /**
     * How much farther apart a pair of views counts than it is, as a distance: what only shows under other views than both
     * pictures as they are has to be nearer to match.
     *
     * @param referenceView place in {@link #ofReference}
     * @param uploadView place in {@link #ofUpload}
     * @return at least 0; 0 for both pictures as they are
     */
    default double handicap(int referenceView, int uploadView) {
        return 0;
    }

    /** @return in words, with all that a result depends on */
    default String describe() {
        return name();
    }

    /** The whole picture and nothing else. */
    ViewScheme ONE_VIEW = new ViewScheme() {
        @Override
        public String name() {
            return "one view";
        }

        @Override
        public List<RgbImage> ofReference(RgbImage picture, int inputSize) {
            return List.of(modelInput(picture, inputSize));
        }

        @Override
        public List<RgbImage> ofUpload(RgbImage picture, int inputSize) {
            return List.of(modelInput(picture, inputSize));
        }
    };

    /**
     * The standard views of the reference, and the upload without its border beside the upload itself.
     *
     * @param handicap of every pair but that of both pictures as they are, at least 0
     */
    static ViewScheme referenceViews(double handicap) {
        return new ReferenceViews("reference views", ViewSet.STANDARD.views(), handicap);
    }

    /** @return the whole picture as the model takes it, by way of the master */
    static RgbImage modelInput(RgbImage picture, int inputSize) {
        return Canonicaliser.modelInput(picture, inputSize);
    }
}
