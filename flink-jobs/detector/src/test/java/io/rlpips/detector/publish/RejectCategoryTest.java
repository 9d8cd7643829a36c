package io.rlpips.detector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.schemas.RejectCategory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RejectCategoryTest {
    @Test
    void theCategoriesOnTheTopicAreThoseOfTheCode() {
        assertThat(Stream.of(RejectCategory.values()).map(Enum::name))
                .containsExactlyElementsOf(
                        Stream.of(FailureCategory.values()).map(Enum::name).toList());
    }
}
