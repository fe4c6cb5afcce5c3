#include "request.h"

#include "fields.h"

#include <string.h>

#define RULE_COUNT(rules) (sizeof(rules) / sizeof((rules)[0]))

/* No run lasts or stores more than this; far above every policy, far below where sums of u64 could wrap. */
#define MOST UINT64_C(1000000000000000)

static const struct field_rule put_rules[] = {
    {.tag = TAG_PATH, .kind = FIELD_STRING, .least = 1, .most = PATH_BYTES_MAX, .required = true, .times = 1},
    {.tag = TAG_MODE, .kind = FIELD_NUMBER, .least = 0444, .most = 0555, .required = true, .times = 1},
    {.tag = TAG_APPEND, .kind = FIELD_NUMBER, .least = 0, .most = 1, .required = true, .times = 1},
    {.tag = TAG_DATA, .kind = FIELD_RAW, .least = 0, .most = 1024 * 1024, .required = true, .times = 1},
};

static const struct field_rule run_rules[] = {
    {.tag = TAG_PHASE, .kind = FIELD_NUMBER, .least = 1, .most = 2, .required = true, .times = 1},
    {.tag = TAG_ARG, .kind = FIELD_STRING, .least = 0, .most = MOST, .required = true, .times = ARGUMENTS_MAX},
    {.tag = TAG_ENV, .kind = FIELD_STRING, .least = 1, .most = MOST, .required = false, .times = VARIABLES_MAX},
    {.tag = TAG_CPU_NS, .kind = FIELD_NUMBER, .least = 1, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_WALL_NS, .kind = FIELD_NUMBER, .least = 1, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_MEMORY_BYTES, .kind = FIELD_NUMBER, .least = 1, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_STDOUT_BYTES, .kind = FIELD_NUMBER, .least = 0, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_STDERR_BYTES, .kind = FIELD_NUMBER, .least = 0, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_FILE_BYTES, .kind = FIELD_NUMBER, .least = 0, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_PROCESSES, .kind = FIELD_NUMBER, .least = 1, .most = 4096, .required = true, .times = 1},
    {.tag = TAG_KEEP_INPUT, .kind = FIELD_NUMBER, .least = 1, .most = KEPT_INPUTS_MAX, .required = false, .times = 1},
    {.tag = TAG_KEPT_INPUT, .kind = FIELD_NUMBER, .least = 1, .most = KEPT_INPUTS_MAX, .required = false, .times = 1},
    {.tag = TAG_JOINED, .kind = FIELD_NUMBER, .least = 1, .most = 1, .required = false, .times = 1},
    {.tag = TAG_TRANSCRIPT, .kind = FIELD_NUMBER, .least = 1, .most = TRANSCRIPT_BYTES_MAX, .required = false, .times = 1},
    {.tag = TAG_KEEP_BOX, .kind = FIELD_NUMBER, .least = 1, .most = 1, .required = false, .times = 1},
    {.tag = TAG_INPUT_FILE, .kind = FIELD_STRING, .least = 1, .most = NAME_BYTES_MAX, .required = false, .times = 1},
    {.tag = TAG_OUTPUT_FILE, .kind = FIELD_STRING, .least = 1, .most = NAME_BYTES_MAX, .required = false, .times = 1},
    {.tag = TAG_DIRECTORY, .kind = FIELD_STRING, .least = 1, .most = NAME_BYTES_MAX, .required = false,
     .times = DIRECTORIES_MAX},
};

static const struct field_rule join_rules[] = {
    {.tag = TAG_STDIN_NAME, .kind = FIELD_STRING, .least = 1, .most = FIFO_NAME_BYTES_MAX, .required = true, .times = 1},
    {.tag = TAG_STDOUT_NAME, .kind = FIELD_STRING, .least = 1, .most = FIFO_NAME_BYTES_MAX, .required = true, .times = 1},
};

static const struct field_rule collect_rules[] = {
    {.tag = TAG_PATTERN, .kind = FIELD_STRING, .least = 1, .most = PATH_BYTES_MAX, .required = true,
     .times = PATTERNS_MAX},
    {.tag = TAG_MAX_BYTES, .kind = FIELD_NUMBER, .least = 0, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_MAX_FILES, .kind = FIELD_NUMBER, .least = 0, .most = MOST, .required = true, .times = 1},
    {.tag = TAG_NAMED, .kind = FIELD_NUMBER, .least = 1, .most = 1, .required = false, .times = 1},
};

static const struct field_rule forget_rules[] = {
    {.tag = TAG_KEPT_INPUT, .kind = FIELD_NUMBER, .least = 1, .most = KEPT_INPUTS_MAX, .required = true, .times = 1},
};

_Static_assert(RULE_COUNT(run_rules) <= FIELD_RULES_MAX, "a reader counts at most FIELD_RULES_MAX rules");

static void copy_string(char *to, const struct field *field)
{
    if (field->length > 0)
        memcpy(to, field->bytes, field->length);
    to[field->length] = '\0';
}

struct fault decode_put(const uint8_t *payload, size_t length, struct put_request *put)
{
    struct field_reader reader = field_reader(payload, length, put_rules, RULE_COUNT(put_rules));
    struct field field;
    struct fault fault = no_fault();
    enum field_step step;

    while ((step = field_next(&reader, &field, &fault)) == FIELD_FOUND) {
        switch ((int)field.tag) {
        case TAG_PATH:
            copy_string(put->path, &field);
            break;
        case TAG_MODE:
            put->mode = (uint32_t)field.number;
            break;
        case TAG_APPEND:
            put->append = field.number == 1;
            break;
        case TAG_DATA:
            put->data = field.bytes;
            put->length = field.length;
            break;
        default:
            break;
        }
    }
    if (step == FIELD_END && put->mode != 0444 && put->mode != 0555)
        return fault_at(AT_FIELD_VALUE, 0);
    return fault;
}

/* Appends a terminated copy of the field to `text`; a copy and its NUL are shorter than the field and its header. */
static char *keep_string(struct run_request *run, size_t *used, const struct field *field)
{
    char *to = run->text + *used;
    copy_string(to, field);
    *used += field->length + 1;
    return to;
}

static void take_run_number(struct run_request *run, const struct field *field)
{
    switch ((int)field->tag) {
    case TAG_PHASE:
        run->phase = field->number == PHASE_COMPILE ? PHASE_COMPILE : PHASE_RUN;
        break;
    case TAG_CPU_NS:
        run->cpu_limit_ns = field->number;
        break;
    case TAG_WALL_NS:
        run->wall_limit_ns = field->number;
        break;
    case TAG_MEMORY_BYTES:
        run->memory_limit_bytes = field->number;
        break;
    case TAG_STDOUT_BYTES:
        run->stdout_limit_bytes = field->number;
        break;
    case TAG_STDERR_BYTES:
        run->stderr_limit_bytes = field->number;
        break;
    case TAG_FILE_BYTES:
        run->file_limit_bytes = field->number;
        break;
    case TAG_PROCESSES:
        run->process_limit = field->number;
        break;
    case TAG_KEEP_INPUT:
        run->keep_input = field->number;
        break;
    case TAG_KEPT_INPUT:
        run->kept_input = field->number;
        break;
    case TAG_JOINED:
        run->joined = true;
        break;
    case TAG_TRANSCRIPT:
        run->transcript_bytes = field->number;
        break;
    case TAG_KEEP_BOX:
        run->keep_box = true;
        break;
    default:
        break;
    }
}

/* What a run must be beyond the rules of its fields. */
static struct fault check_run(const struct run_request *run)
{
    if (run->argv[0][0] == '\0')
        return fault_at(AT_FIELD_TEXT, 0);
    for (size_t i = 0; run->envp[i] != NULL; i++)
        if (strchr(run->envp[i], '=') == NULL)
            return fault_at(AT_FIELD_TEXT, 0);
    for (size_t i = 0; run->directories[i] != NULL; i++)
        if (!name_is_plain(run->directories[i]))
            return fault_at(AT_FIELD_VALUE, 0);
    bool has_file = run->input_file != NULL || run->output_file != NULL;
    if ((run->input_file != NULL && !name_is_plain(run->input_file)) ||
        (run->output_file != NULL && !name_is_plain(run->output_file)))
        return fault_at(AT_FIELD_VALUE, 0);
    if (run->joined && (has_file || run->keep_input > 0 || run->kept_input > 0))
        return fault_at(AT_FIELD_VALUE, 0);
    if (!run->joined && run->transcript_bytes > 0)
        return fault_at(AT_FIELD_VALUE, 0);
    return no_fault();
}

struct fault decode_run(const uint8_t *payload, size_t length, struct run_request *run)
{
    if (length > FRAME_PAYLOAD_MAX)
        return fault_at(AT_FRAME_LENGTH, 0);

    struct field_reader reader = field_reader(payload, length, run_rules, RULE_COUNT(run_rules));
    struct field field;
    struct fault fault = no_fault();
    enum field_step step;
    size_t arguments = 0;
    size_t variables = 0;
    size_t directories = 0;
    size_t used = 0;

    run->keep_input = 0;
    run->kept_input = 0;
    run->transcript_bytes = 0;
    run->joined = run->keep_box = false;
    run->input_file = run->output_file = NULL;
    while ((step = field_next(&reader, &field, &fault)) == FIELD_FOUND) {
        if (field.tag == TAG_ARG)
            run->argv[arguments++] = keep_string(run, &used, &field);
        else if (field.tag == TAG_ENV)
            run->envp[variables++] = keep_string(run, &used, &field);
        else if (field.tag == TAG_DIRECTORY)
            run->directories[directories++] = keep_string(run, &used, &field);
        else if (field.tag == TAG_INPUT_FILE)
            run->input_file = keep_string(run, &used, &field);
        else if (field.tag == TAG_OUTPUT_FILE)
            run->output_file = keep_string(run, &used, &field);
        else
            take_run_number(run, &field);
    }
    if (step == FIELD_FAULT)
        return fault;
    run->argv[arguments] = NULL;
    run->envp[variables] = NULL;
    run->directories[directories] = NULL;
    return check_run(run);
}

struct fault decode_join(const uint8_t *payload, size_t length, struct join_request *join)
{
    struct field_reader reader = field_reader(payload, length, join_rules, RULE_COUNT(join_rules));
    struct field field;
    struct fault fault = no_fault();
    enum field_step step;

    while ((step = field_next(&reader, &field, &fault)) == FIELD_FOUND)
        copy_string(field.tag == TAG_STDIN_NAME ? join->stdin_name : join->stdout_name, &field);
    if (step == FIELD_FAULT)
        return fault;
    bool plain = name_is_plain(join->stdin_name) && name_is_plain(join->stdout_name);
    if (!plain || strcmp(join->stdin_name, join->stdout_name) == 0)
        return fault_at(AT_FIELD_VALUE, 0);
    return no_fault();
}

struct fault decode_collect(const uint8_t *payload, size_t length, struct collect_request *collect)
{
    struct field_reader reader = field_reader(payload, length, collect_rules, RULE_COUNT(collect_rules));
    struct field field;
    struct fault fault = no_fault();

    collect->pattern_count = 0;
    collect->named = false;
    while (field_next(&reader, &field, &fault) == FIELD_FOUND) {
        switch ((int)field.tag) {
        case TAG_PATTERN:
            copy_string(collect->patterns[collect->pattern_count++], &field);
            break;
        case TAG_MAX_BYTES:
            collect->most_bytes = field.number;
            break;
        case TAG_MAX_FILES:
            collect->most_files = field.number < COLLECT_FILES_MAX ? field.number : COLLECT_FILES_MAX;
            break;
        case TAG_NAMED:
            collect->named = true;
            break;
        default:
            break;
        }
    }
    for (size_t i = 0; i < collect->pattern_count && collect->named && !failed(fault); i++)
        if (!path_is_plain(collect->patterns[i]))
            fault = fault_at(AT_FIELD_VALUE, 0);
    return fault;
}

struct fault decode_forget(const uint8_t *payload, size_t length, uint64_t *number)
{
    struct field_reader reader = field_reader(payload, length, forget_rules, RULE_COUNT(forget_rules));
    struct field field;
    struct fault fault = no_fault();

    *number = 0;
    while (field_next(&reader, &field, &fault) == FIELD_FOUND)
        *number = field.number;
    return fault;
}

static bool component_is_plain(const char *at, size_t length)
{
    if (length == 0)
        return false;
    if (at[0] == '.' && (length == 1 || (length == 2 && at[1] == '.')))
        return false;
    return true;
}

bool path_is_plain(const char *path)
{
    for (;;) {
        size_t length = strcspn(path, "/");
        if (!component_is_plain(path, length))
            return false;
        if (path[length] == '\0')
            return true;
        path += length + 1;
    }
}

bool name_is_plain(const char *name)
{
    return strchr(name, '/') == NULL && path_is_plain(name);
}
