package io.rlpips.detector.judge;

import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.Embedding;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.match.Query;
import io.rlpips.detector.match.QueryView;
import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** Makes the query of an upload. A featureless picture is not embedded: it would resemble every other one. */
public final class QueryEmbedding implements Embedding<CanonicalPicture<UploadTicket>, Query> {
    private static final long serialVersionUID = 1L;

    @Override
    public ModelDescription model(CanonicalPicture<UploadTicket> upload) {
        return upload.ticket().model();
    }

    @Override
    public List<RgbImage> pictures(CanonicalPicture<UploadTicket> upload) {
        return upload.facts().featureless() ? List.of() : upload.queryImages();
    }

    @Override
    public Query assemble(CanonicalPicture<UploadTicket> upload, List<EmbeddedPicture> embedded) {
        List<QueryView> views = new ArrayList<>();
        for (int i = 0; i < embedded.size(); i++) {
            views.add(QueryView.of(upload.queryViews().get(i), embedded.get(i)));
        }
        return new Query(upload.ticket(), upload.facts(), Thresholds.reach(upload.ticket()), views);
    }
}
