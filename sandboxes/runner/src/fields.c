#include "fields.h"

#include "bytes.h"

#include <string.h>

struct field_reader field_reader(const uint8_t *payload, size_t length, const struct field_rule *rules,
                                 size_t rule_count)
{
    struct field_reader reader = {.at = payload, .left = length, .rules = rules, .rule_count = rule_count};
    return reader;
}

static enum location check_against(const struct field_rule *rule, struct field *field)
{
    uint64_t bounded = field->length;

    if (rule->kind == FIELD_NUMBER) {
        if (field->length != 8)
            return AT_FIELD_INTEGER;
        field->number = get_u64(field->bytes);
        bounded = field->number;
    }
    if (rule->kind == FIELD_STRING && field->length > 0 && memchr(field->bytes, 0, field->length) != NULL)
        return AT_FIELD_TEXT;
    if (bounded < rule->least || bounded > rule->most)
        return rule->kind == FIELD_STRING ? AT_FIELD_TEXT : AT_FIELD_VALUE;
    return AT_NOWHERE;
}

static enum field_step step_fault(struct fault *fault, enum location at)
{
    *fault = fault_at(at, 0);
    return FIELD_FAULT;
}

static enum field_step step_end(const struct field_reader *reader, struct fault *fault)
{
    for (size_t i = 0; i < reader->rule_count; i++)
        if (reader->rules[i].required && reader->seen[i] == 0)
            return step_fault(fault, AT_FIELD_MISSING);
    return FIELD_END;
}

enum field_step field_next(struct field_reader *reader, struct field *field, struct fault *fault)
{
    if (reader->left == 0)
        return step_end(reader, fault);
    if (reader->left < FIELD_HEADER_BYTES)
        return step_fault(fault, AT_FIELD_OVERRUN);

    uint16_t tag = get_u16(reader->at);
    uint32_t length = get_u32(reader->at + 2);
    if (length > reader->left - FIELD_HEADER_BYTES)
        return step_fault(fault, AT_FIELD_OVERRUN);

    size_t index = 0;
    while (index < reader->rule_count && (uint16_t)reader->rules[index].tag != tag)
        index++;
    if (index == reader->rule_count)
        return step_fault(fault, AT_FIELD_UNKNOWN);

    const struct field_rule *rule = &reader->rules[index];
    if (reader->seen[index] == rule->times)
        return step_fault(fault, AT_FIELD_REPEATED);
    reader->seen[index]++;

    *field = (struct field){.tag = rule->tag, .length = length, .bytes = reader->at + FIELD_HEADER_BYTES};
    reader->at += FIELD_HEADER_BYTES + length;
    reader->left -= FIELD_HEADER_BYTES + length;

    enum location at = check_against(rule, field);
    return at == AT_NOWHERE ? FIELD_FOUND : step_fault(fault, at);
}

void write_bytes(struct field_writer *writer, enum tag tag, const void *bytes, size_t length)
{
    size_t room = writer->capacity - writer->length;
    if (writer->overflow || room < FIELD_HEADER_BYTES || length > room - FIELD_HEADER_BYTES) {
        writer->overflow = true;
        return;
    }
    uint8_t *at = writer->bytes + writer->length;
    put_u16(at, (uint16_t)tag);
    put_u32(at + 2, (uint32_t)length);
    if (length > 0)
        memcpy(at + FIELD_HEADER_BYTES, bytes, length);
    writer->length += FIELD_HEADER_BYTES + length;
}

void write_number(struct field_writer *writer, enum tag tag, uint64_t value)
{
    uint8_t bytes[8];
    put_u64(bytes, value);
    write_bytes(writer, tag, bytes, sizeof bytes);
}

void write_string(struct field_writer *writer, enum tag tag, const char *text)
{
    write_bytes(writer, tag, text, strlen(text));
}
