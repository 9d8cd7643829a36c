package io.rlpips.detector.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedModelsTest {
    private final List<String> events = new ArrayList<>();
    private final SharedModels models = new SharedModels();

    @Test
    void aModelIsLoadedOnceAndClosedWithItsLastUser() {
        EmbeddingModel first = acquire();
        EmbeddingModel second = acquire();
        first.close();
        first.close();
        assertThat(second.embed(List.of())).isEmpty();
        assertThat(events).containsExactly("loaded");
        second.close();
        acquire().close();

        assertThat(events).containsExactly("loaded", "closed", "loaded", "closed");
    }

    private EmbeddingModel acquire() {
        return models.acquire("key", () -> {
            events.add("loaded");
            return new EmbeddingModel() {
                @Override
                public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
                    return List.of();
                }

                @Override
                public void close() {
                    events.add("closed");
                }
            };
        });
    }
}
