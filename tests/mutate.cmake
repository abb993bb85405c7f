# cmake -DFROM=a.cpp -DTO=b.cpp -DFIND=text -DREPLACE=text -P mutate.cmake
# Copies FROM with one replacement. Fails when FIND is not there exactly once: a mutant that changes nothing proves nothing.
file(READ ${FROM} before)
string(REPLACE "${FIND}" "" without "${before}")
string(LENGTH "${before}" size)
string(LENGTH "${without}" rest)
string(LENGTH "${FIND}" one)
math(EXPR times "(${size} - ${rest}) / ${one}")
if(NOT times EQUAL 1)
  message(FATAL_ERROR "${FROM}: '${FIND}' is there ${times} times, not once. Write the mutation anew.")
endif()
string(REPLACE "${FIND}" "${REPLACE}" after "${before}")
file(WRITE ${TO} "${after}")
