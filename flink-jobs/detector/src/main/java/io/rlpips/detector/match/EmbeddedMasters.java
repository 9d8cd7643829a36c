package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.FingerprintSource;
import io.rlpips.metric.search.RowKey;
import io.rlpips.metric.view.View;
import java.util.List;

/**
 * Whole fingerprints made again from views of master images. The same picture gives the same bits (see {@link
 * io.rlpips.metric.fingerprint.PerceptualModel}), so it does not matter whether a fingerprint was kept. Not thread-safe.
 */
final class EmbeddedMasters implements FingerprintSource {
    private final EmbeddingModel model;
    private final int inputSize;
    private final ReferenceVersions versions;
    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    EmbeddedMasters(EmbeddingModel model, int inputSize, ReferenceVersions versions) {
        this.model = model;
        this.inputSize = inputSize;
        this.versions = versions;
    }

    @Override
    public List<float[]> fingerprints(List<RowKey> rows) {
        return model.fingerprints(rows.stream().map(this::picture).toList());
    }

    private RgbImage picture(RowKey row) {
        RgbImage master = decoder.decode(versions.master(row.referenceId(), row.version()));
        return View.named(row.view()).input(master, inputSize);
    }
}
