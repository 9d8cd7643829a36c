package io.rlpips.detector.match;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.FingerprintSource;
import io.rlpips.metric.search.RowKey;
import io.rlpips.metric.view.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whole fingerprints made again from views of master images, the last ones kept: a picture that is copied once is copied
 * again. The same picture gives the same bits (see {@link io.rlpips.metric.fingerprint.PerceptualModel}), so it does not
 * matter whether a fingerprint was kept. Not thread-safe.
 */
final class EmbeddedMasters implements FingerprintSource {
    private final EmbeddingModel model;
    private final int inputSize;
    private final ReferenceVersions versions;
    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    private final Map<RowKey, float[]> kept;

    EmbeddedMasters(EmbeddingModel model, int inputSize, ReferenceVersions versions, int most) {
        this.model = model;
        this.inputSize = inputSize;
        this.versions = versions;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RowKey, float[]> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public List<float[]> fingerprints(List<RowKey> rows) {
        Map<RowKey, float[]> found = new LinkedHashMap<>();
        List<RowKey> missing = new ArrayList<>();
        for (RowKey row : rows) {
            float[] known = kept.get(row);
            if (known == null) {
                missing.add(row);
            } else {
                found.put(row, known);
            }
        }
        if (!missing.isEmpty()) {
            List<EmbeddedPicture> embedded =
                    model.embed(missing.stream().map(this::picture).toList());
            for (int i = 0; i < missing.size(); i++) {
                found.put(missing.get(i), embedded.get(i).fingerprint());
                kept.put(missing.get(i), embedded.get(i).fingerprint());
            }
        }
        return rows.stream().map(found::get).toList();
    }

    private RgbImage picture(RowKey row) {
        RgbImage master = decoder.decode(versions.master(row.referenceId(), row.version()));
        return View.named(row.view()).input(master, inputSize);
    }
}
