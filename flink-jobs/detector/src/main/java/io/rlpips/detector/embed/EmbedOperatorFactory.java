package io.rlpips.detector.embed;

import io.rlpips.detector.model.ModelSource;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the operator that embeds pictures in batches. */
public final class EmbedOperatorFactory<I, O> extends AbstractStreamOperatorFactory<O>
        implements OneInputStreamOperatorFactory<I, O> {
    private static final long serialVersionUID = 1L;

    private final ModelSource source;
    private final BatchSettings settings;
    private final Embedding<I, O> embedding;

    public EmbedOperatorFactory(ModelSource source, BatchSettings settings, Embedding<I, O> embedding) {
        this.source = source;
        this.settings = settings;
        this.embedding = embedding;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<O>> T createStreamOperator(StreamOperatorParameters<O> parameters) {
        return (T) new EmbedOperator<>(parameters, source, settings, embedding);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return EmbedOperator.class;
    }
}
